import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { problemsPage } from './problems-page.js';

const file = join(process.cwd(), 'docs/PROBLEMS.md');

describe('the page of problems', () => {
  it('is made from the tables of codes: otherwise, run npm run problems', () => {
    expect(readFileSync(file, 'utf8')).toBe(problemsPage());
  });
});
