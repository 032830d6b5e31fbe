import { describe, expect, it } from '@jest/globals';
import { truncate } from './truncate.js';

describe('truncate', () => {
  it.each(['', 'abcde', '稀'.repeat(5), '😀'.repeat(5)])('returns a text that fits: %j', (text) => {
    expect(truncate(text, 5)).toBe(text);
  });
  it.each([
    ['abcdef', 'abcd…'],
    ['😀'.repeat(6), `${'😀'.repeat(4)}…`],
    ['abc😀ef', 'abc😀…'],
  ])('truncates %j to %j', (text, truncated) => {
    expect(truncate(text, 5)).toBe(truncated);
  });
});
