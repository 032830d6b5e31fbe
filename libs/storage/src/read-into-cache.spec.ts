import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readIntoCache } from './read-into-cache.js';

const MB = 2 ** 20;
const folder = mkdtempSync(join(tmpdir(), 'rapporteur-cache-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fileOf = (bytes: number): string => {
  const file = join(folder, `${bytes}`);
  writeFileSync(file, Buffer.alloc(bytes));
  return file;
};

describe('a file that is read into the cache of the system', () => {
  it('is read to its end', () => {
    expect(readIntoCache(fileOf(5 * MB + 7))).toBe(5 * MB + 7);
    expect(readIntoCache(fileOf(4 * MB))).toBe(4 * MB);
  });
  it('is left alone if it is short, or larger than its room', () => {
    expect(readIntoCache(fileOf(4 * MB - 1))).toBe(0);
    expect(readIntoCache(fileOf(6 * MB), 6 * MB - 1)).toBe(0);
    expect(readIntoCache(fileOf(6 * MB), 6 * MB)).toBe(6 * MB);
  });
  it('may be missing, or a folder: who reads it next says so', () => {
    expect(readIntoCache(join(folder, 'missing'))).toBe(0);
    expect(readIntoCache(folder)).toBe(0);
  });
  it('is not opened by this process, which has locks on it', () => {
    const file = fileOf(4 * MB);
    const before = readdirSync('/proc/self/fd').length;
    for (let n = 0; n < 10; n++) readIntoCache(file);
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });
});
