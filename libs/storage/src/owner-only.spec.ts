import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { makeFolder } from './durable.js';
import { takeLock } from './lock.js';
import { createFile, restrictToOwner } from './owner-only.js';
import { replaceFile, replaceFileSync } from './replace-file.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-owner-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const modeOf = (path: string) => (lstatSync(path).mode & 0o7777).toString(8);
const loosen = (path: string, mode: number) => chmodSync(path, mode);

beforeEach(() => {
  folder = mkdtempSync(join(root, 'folder-'));
});

describe('whatever the umask', () => {
  it('new folders and files are for their owner only, also in place of a leftover', async () => {
    const before = process.umask(0);
    try {
      makeFolder(at('a', 'b'));
      createFile(at('created'));
      takeLock(at('locked')).release();
      for (const leftover of ['kept.new', 'key.next']) writeFileSync(at(leftover), '', { mode: 0o666 });
      await replaceFile(at('kept'), (file) => file.writeFile('x'));
      replaceFileSync(at('key'), 'x');
    } finally {
      process.umask(before);
    }
    for (const name of ['a', 'a/b', 'locked']) expect([name, modeOf(at(name))]).toEqual([name, '700']);
    for (const name of ['created', 'locked/lock.db', 'kept', 'key'])
      expect([name, modeOf(at(name))]).toEqual([name, '600']);
  });
});

describe('a folder is restricted to its owner', () => {
  const isOurs = (name: string) => name.startsWith('our');
  beforeEach(() => {
    mkdirSync(at('ours', 'inner'), { recursive: true });
    for (const name of ['our-file', 'ours/one', 'ours/inner/two', 'theirs']) writeFileSync(at(name), '');
    symlinkSync(at('theirs'), at('our-link'));
    for (const name of ['our-file', 'ours/one', 'theirs']) loosen(at(name), 0o644);
    for (const name of ['', 'ours', 'ours/inner']) loosen(at(name), 0o755);
    loosen(at('ours/inner/two'), 0o600);
  });

  it('with what is ours, and nothing else', () => {
    expect(restrictToOwner(folder, isOurs)).toEqual({ count: 5, refused: [] });
    for (const name of ['', 'ours', 'ours/inner']) expect([name, modeOf(at(name))]).toEqual([name, '700']);
    for (const name of ['our-file', 'ours/one', 'ours/inner/two'])
      expect([name, modeOf(at(name))]).toEqual([name, '600']);
    expect(modeOf(at('theirs'))).toBe('644');
    expect(restrictToOwner(folder, isOurs)).toEqual({ count: 0, refused: [] });
  });
  it('also behind a link, which is no file of its own', () => {
    symlinkSync(folder, join(root, 'link'));
    expect(restrictToOwner(join(root, 'link'), isOurs)).toEqual({ count: 5, refused: [] });
    expect(modeOf(folder)).toBe('700');
  });
  it('unless all users share it', () => {
    loosen(folder, 0o1777);
    expect(restrictToOwner(folder, isOurs)).toEqual({ count: 4, refused: [] });
    expect(modeOf(folder)).toBe('1777');
  });
  it('as far as possible: what belongs to another user, or has no permissions, is reported', () => {
    const failing = (path: Parameters<typeof chmodSync>[0], mode: Parameters<typeof chmodSync>[1]) => {
      if (String(path).endsWith('our-file')) throw Object.assign(new Error('no'), { code: 'EPERM' });
      if (!String(path).endsWith('one')) chmodSync(path, mode);
    };
    expect(restrictToOwner(folder, isOurs, failing)).toEqual({ count: 3, refused: [at('our-file'), at('ours/one')] });
  });
  it('only if it is there', () => {
    expect(restrictToOwner(at('nothing'), isOurs)).toEqual({ count: 0, refused: [] });
  });
});
