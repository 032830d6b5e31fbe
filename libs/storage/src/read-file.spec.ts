import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ifUsable, readText } from './read-file.js';
import { UNREADABLE } from './testing/unreadable.js';
import { unusable } from './unusable.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-read-'));
const at = (name: string) => join(root, name);
beforeAll(() => {
  writeFileSync(at('text'), 'hello\n');
  mkdirSync(at('folder'));
  symlinkSync(UNREADABLE, at('bad-disk'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** What is read, and what is heard. */
const tried = (name: string) => {
  const heard: string[] = [];
  const read = () => readFileSync(at(name), 'utf8');
  return [ifUsable(at(name), read, (file, why) => heard.push(`${file}: ${why}`)), heard];
};

describe('a text', () => {
  it('is read', () => {
    expect(readText(at('text'))).toBe('hello\n');
  });
  it.each([
    ['nothing', 'there is no such file or folder (ENOENT)'],
    ['folder', 'it is a folder (EISDIR)'],
    ['bad-disk', 'the disk fails (EIO)'],
  ])('is not read of %s, which the error names', (name, why) => {
    let error: unknown;
    try {
      readText(at(name));
    } catch (thrown) {
      error = thrown;
    }
    expect(unusable(error)).toEqual({ place: at(name), why, isFull: false });
  });
});

describe('a file that can be made again', () => {
  it('is read, and nothing is heard of it', () => {
    expect(tried('text')).toEqual(['hello\n', []]);
  });
  it('is undefined where it is not there, and nothing is heard of it', () => {
    expect(tried('nothing')).toEqual([undefined, []]);
  });
  it.each([
    ['folder', 'it is a folder (EISDIR)'],
    ['bad-disk', 'the disk fails (EIO)'],
  ])('is undefined where it cannot be read, which is heard with its name: %s', (name, why) => {
    expect(tried(name)).toEqual([undefined, [`${at(name)}: ${why}`]]);
  });
  it('hides no mistake of ours', () => {
    const wrong = () => {
      throw new TypeError('note is undefined');
    };
    expect(() => ifUsable(at('text'), wrong, () => {})).toThrow('note is undefined');
  });
});
