import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { SCENARIOS } from './scenarios.js';

describe('npm run test:faults', () => {
  it.each(SCENARIOS.map(({ name }) => name))('has a short run of the scenario %s', (name) => {
    expect(existsSync(new URL(`${name}.spec.js`, import.meta.url))).toBe(true);
  });
});
