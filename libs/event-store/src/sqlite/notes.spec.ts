import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { Unavailable } from '../event-store.js';
import { Notes, NOTES_FILE } from './notes.js';

let folder: string;
let file: string;
let notes: Notes;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapporteur-notes-'));
  file = join(folder, NOTES_FILE);
  notes = new Notes(folder);
});
afterEach(() => {
  notes.close();
  rmSync(folder, { recursive: true });
});

const unavailable = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(Unavailable);
    return (error as Unavailable).message;
  }
  throw new Error('It was not refused');
};
const both = () => [unavailable(() => notes.of('a')), unavailable(() => notes.keep('a', 'text'))];

describe('the file of the notes', () => {
  it('is not made by a question', () => {
    expect(notes.of('a')).toBeUndefined();
    expect(existsSync(file)).toBe(false);
    notes.keep('a', 'text');
    expect([notes.of('a'), notes.of('b'), existsSync(file)]).toEqual(['text', undefined, true]);
  });

  it('is unavailable if it is damaged, and says what to do', () => {
    writeFileSync(file, 'no database '.repeat(100));
    for (const why of both()) expect(why).toMatch(/notes\.db is damaged\. Stop the service and delete this file/);
    rmSync(file);
    expect(notes.of('a')).toBeUndefined();
  });

  it('is unavailable if a folder is in its place', () => {
    mkdirSync(file);
    for (const why of both()) expect(why).toMatch(/notes\.db cannot be used now: .*EISDIR/);
  });

  it('is unavailable at once for what another program has locked, and can be read', () => {
    notes.keep('a', 'text');
    const other = new Database(file);
    try {
      other.exec('BEGIN IMMEDIATE');
      const begun = performance.now();
      expect(unavailable(() => notes.keep('a', 'later'))).toMatch(/cannot be used now: .*locked/);
      expect(performance.now() - begun).toBeLessThan(500);
      expect(notes.of('a')).toBe('text');
      other.exec('ROLLBACK');
      notes.keep('a', 'later');
      expect(notes.of('a')).toBe('later');
    } finally {
      other.close();
    }
  });
});
