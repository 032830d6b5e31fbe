import { describe } from '@jest/globals';
import { isEmbedded } from './engine.js';

/** Tests that do not depend on the engine, beside some that do: they run with the embedded log only. */
export const describeOnce: (name: string, tests: () => void) => void = isEmbedded ? describe : () => {};
