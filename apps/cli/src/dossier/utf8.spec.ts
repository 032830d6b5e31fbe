import { describe, expect, it } from '@jest/globals';
import { decodeUtf8 } from './utf8.js';

const LATIN = 'dossier: a\ntitle: Genève';

describe('decoding a file', () => {
  it.each([
    ['letters of many scripts', 'Genève, مذاکرات, 谈判, 🤝'],
    ['nothing', ''],
    ['a single character', 'a'],
    ['a byte order mark', '\uFEFFdossier: a'],
    ['a replacement character', 'Gen\uFFFDve'],
  ])('accepts %s in UTF-8', (_, text) => {
    expect(decodeUtf8(Buffer.from(text))).toBe(text);
  });
  it.each([
    ['Latin-1', Buffer.from(LATIN, 'latin1'), 2, 11, 'This is not UTF-8 (the byte E8): save it as UTF-8.'],
    // The byte of "ï" is also the first byte of the replacement character.
    ['Latin-1, with ï', Buffer.from('naïve', 'latin1'), 1, 3, 'This is not UTF-8 (the byte EF): save it as UTF-8.'],
    ['cp1256', Buffer.from([0xe3, 0xd0, 0xc7]), 1, 1, 'This is not UTF-8 (the byte E3): save it as UTF-8.'],
    [
      'Latin-1 after UTF-8',
      Buffer.concat([Buffer.from('谈\uFFFD🤝'), Buffer.from('é', 'latin1')]),
      1,
      5,
      'This is not UTF-8 (the byte E9): save it as UTF-8.',
    ],
    ['truncated UTF-8', Buffer.from('a\nè').subarray(0, 3), 2, 1, 'This is not UTF-8 (the byte C3): save it as UTF-8.'],
    ['UTF-16', Buffer.from(`\uFEFF${LATIN}`, 'utf16le'), 1, 1, 'This is UTF-16, not UTF-8: save it as UTF-8.'],
    [
      'UTF-16 in the other byte order',
      Buffer.from(`\uFEFF${LATIN}`, 'utf16le').swap16(),
      1,
      1,
      'This is UTF-16, not UTF-8: save it as UTF-8.',
    ],
    [
      'UTF-16 without a byte order mark',
      Buffer.from(LATIN, 'utf16le'),
      1,
      1,
      'This is UTF-16, not UTF-8: save it as UTF-8.',
    ],
  ])('refuses %s, with the position of the first error', (_, bytes, line, column, message) => {
    expect(decodeUtf8(bytes)).toEqual({ line, column, message });
  });
});
