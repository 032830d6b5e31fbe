import { describe } from '@jest/globals';
import { isEmbedded } from './engine.js';

/** For tests that do not depend on the engine, in a file with tests that do: they run with the embedded log only. */
export const describeOnce: (name: string, tests: () => void) => void = isEmbedded ? describe : () => {};
