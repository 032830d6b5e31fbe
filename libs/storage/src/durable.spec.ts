import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { assertFolder, makeFolder } from './durable.js';
import { takeLock } from './lock.js';
import { replaceFile, replaceFileSync } from './replace-file.js';
import { hasNoRoom, isBroken } from './sqlite-error.js';
import { Unusable, unusable } from './unusable.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-folder-'));
afterAll(() => rmSync(root, { recursive: true }));
const at = (...names: string[]) => join(root, ...names);

describe('a folder', () => {
  it('is created with its missing parents, which are returned', () => {
    expect(makeFolder(at('a', 'b', 'c'))).toEqual([at('a'), at('a', 'b'), at('a', 'b', 'c')]);
    expect(makeFolder(at('a', 'b', 'd'))).toEqual([at('a', 'b', 'd')]);
    expect(makeFolder(at('a', 'b'))).toEqual([]);
  });
  it('can be behind a link', () => {
    mkdirSync(at('real'));
    symlinkSync(at('real'), at('link'));
    expect(makeFolder(at('link', 'x'))).toEqual([at('link', 'x')]);
    expect(existsSync(at('real', 'x'))).toBe(true);
  });
  it('can be checked without being created', () => {
    assertFolder(at('not', 'yet'));
    expect(existsSync(at('not'))).toBe(false);
  });
  it.each([
    ['a file', at('file'), at('file'), 'it is not a folder'],
    ['below a file', at('file', 'x', 'y'), at('file'), 'it is not a folder'],
    ['a link to nothing', at('dangling'), at('dangling'), `it is a link to ${at('nothing')}, which does not exist`],
    ['below one', at('dangling', 'x'), at('dangling'), `it is a link to ${at('nothing')}, which does not exist`],
    ['a link to below a file', at('astray'), at('astray'), `it is a link to ${at('file', 'x')}, which does not exist`],
    ['a link to itself', at('circle'), at('circle'), 'its links form a circle (ELOOP)'],
    ['with a name that is too long', at('n'.repeat(300)), at('n'.repeat(300)), 'its name is too long (ENAMETOOLONG)'],
  ])('is not created if it is %s, and the error names the place', (_, path, place, why) => {
    if (!existsSync(at('file'))) {
      writeFileSync(at('file'), '');
      symlinkSync(at('nothing'), at('dangling'));
      symlinkSync(at('circle'), at('circle'));
      symlinkSync(at('file', 'x'), at('astray'));
    }
    for (const ask of [makeFolder, assertFolder]) {
      expect(() => ask(path)).toThrow(Unusable);
      expect(() => ask(path)).toThrow(`${place} cannot be used: ${why}`);
    }
    expect(existsSync(at('nothing'))).toBe(false);
  });
  it('is not created on a file system without folders, and the error comes at once', () => {
    expect(() => makeFolder('/proc/none/such')).toThrow('/proc/none cannot be used: no folder can be created in /proc');
  });
});

describe('a replaced file', () => {
  it('is the new one, readable only by its owner if it may contain a key, without leftovers', async () => {
    const folder = at('replaced');
    mkdirSync(folder);
    const [key, note] = [join(folder, 'key'), join(folder, 'note')];
    replaceFileSync(key, 'old');
    replaceFileSync(key, 'new');
    expect([readFileSync(key, 'utf8'), statSync(key).mode & 0o777]).toEqual(['new', 0o600]);
    writeFileSync(note, 'a longer old file');
    writeFileSync(`${note}.new`, 'a leftover of a killed process');
    expect(await replaceFile(note, (file) => file.writeFile('new').then(() => 3))).toBe(3);
    expect(readFileSync(note, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['key', 'note']);
  });
  it('is the old one if writing fails, without leftovers', async () => {
    const folder = at('kept');
    mkdirSync(folder);
    const file = join(folder, 'note');
    writeFileSync(file, 'old');
    const failing = replaceFile(file, async (handle) => {
      await handle.writeFile('half of the n');
      throw new Error('the line was cut');
    });
    await expect(failing).rejects.toThrow('the line was cut');
    expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['old', ['note']]);
  });
});

describe('the lock of a folder', () => {
  it('keeps its file on release, and deletes it on remove', () => {
    const folder = at('locked');
    takeLock(folder).release();
    expect(readdirSync(folder)).toEqual(['lock.db']);
    takeLock(folder).remove();
    expect(readdirSync(folder)).toEqual([]);
    takeLock(folder).release();
  });
});

describe('an error of SQLite', () => {
  it.each([
    ['SQLITE_FULL', true, false],
    ['SQLITE_IOERR_SHMSIZE', true, false],
    ['SQLITE_IOERR_SHMMAP', false, true],
    ['SQLITE_IOERR_WRITE', false, true],
    ['SQLITE_IOERR', false, true],
    ['SQLITE_CORRUPT_VTAB', false, true],
    ['SQLITE_BUSY', false, false],
  ])('%s: there is no room: %s, the disk cannot be trusted: %s', (code, isFull, broken) => {
    const error = Object.assign(new Error('raw'), { code });
    expect([hasNoRoom(error), isBroken(error)]).toEqual([isFull, broken]);
  });
});

describe('an error of the system about a path', () => {
  it.each([
    [
      { code: 'EROFS', path: '/x' },
      { place: '/x', why: 'it is on a read-only disk (EROFS)', isFull: false },
    ],
    [{ code: 'ENOSPC' }, { why: 'the disk is full (ENOSPC)', isFull: true }],
    [{ code: 'SQLITE_FULL' }, { why: 'the disk is full (SQLITE_FULL)', isFull: true }],
    [{ code: 'SQLITE_IOERR_SHMSIZE' }, { why: 'the disk is full (SQLITE_IOERR_SHMSIZE)', isFull: true }],
    [{ code: 'SQLITE_IOERR_SHMMAP' }, { why: 'the disk fails (SQLITE_IOERR_SHMMAP)', isFull: false }],
    [{ code: 'SQLITE_READONLY_DBMOVED' }, { why: 'it is read-only (SQLITE_READONLY_DBMOVED)', isFull: false }],
  ])('is described in words: %j', (error, told) => {
    const thrown = Object.assign(new Error('raw'), error);
    expect(unusable(thrown)).toEqual(told);
    expect(unusable(new Error('the log cannot be opened', { cause: thrown }))).toEqual(told);
  });
  it('is undefined for any other error', () => {
    for (const error of [new Error('no'), Object.assign(new Error('port'), { code: 'EADDRINUSE' }), 'text', undefined])
      expect(unusable(error)).toBeUndefined();
  });
});
