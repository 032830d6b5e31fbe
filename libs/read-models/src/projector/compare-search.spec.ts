import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { comparedSearch } from './compare-search.js';
import { Findings } from './side-by-side.js';

const DOCUMENTS = 100;
const WORDS = 20;
const wordsOf = (document: number) =>
  Array.from({ length: WORDS }, (_, n) => `w${(document * 7919 * (n + 1)) % 5000}`).join(' ');

/** A full-text index that is written in many transactions, as a projection does, and the same index written in one. */
const searches = (commits: number): Database.Database => {
  const db = new Database(':memory:');
  db.exec(`ATTACH ':memory:' AS sound; CREATE TABLE sound.models (name TEXT, made TEXT)`);
  const write = (schema: string, from: number, to: number) => {
    const insert = db.prepare(`INSERT INTO ${schema}.search (rowid, words) VALUES (?, ?)`);
    db.transaction(() => {
      for (let document = from; document < to; document += 1) insert.run(document, wordsOf(document));
    })();
  };
  for (const schema of ['main', 'sound'])
    db.exec(`CREATE VIRTUAL TABLE ${schema}.search USING fts5 (words, content = '', contentless_delete = 1)`);
  for (let n = 0; n < commits; n += 1) write('main', n * DOCUMENTS, (n + 1) * DOCUMENTS);
  write('sound', 0, commits * DOCUMENTS);
  return db;
};

const differences = (db: Database.Database): number => {
  const found = new Findings();
  comparedSearch(db, 'search', found);
  return found.others + found.streams.size;
};

/** Words that are listed with a page that is not there. */
const MISSING_PAGES = `SELECT count(*) FROM search_idx
  WHERE NOT EXISTS (SELECT 1 FROM search_data WHERE id = (segid << 37) + (pgno >> 1))`;

describe('the comparison of a full-text index', () => {
  it('takes one whose segments are being merged', () => {
    const db = searches(255);
    expect(db.prepare(MISSING_PAGES).pluck().get()).toBeGreaterThan(0);
    expect(differences(db)).toBe(0);
    db.close();
  });

  it('takes one whose last document is gone for one that never had any, and finds what is left of it', () => {
    const db = searches(0);
    db.exec("INSERT INTO search (rowid, words) VALUES (7, 'a word'); DELETE FROM search WHERE rowid = 7");
    expect(differences(db)).toBe(0);
    db.unsafeMode(true);
    db.exec("UPDATE search_data SET block = x'0001' WHERE id = 1");
    expect(differences(db)).toBeGreaterThan(0);
    db.close();
  });

  it.each([
    [
      'with a page that is missing after others',
      "INSERT INTO search_idx SELECT segid, x'77', 1000000 FROM search_idx LIMIT 1",
    ],
    ['with a page that is no number', "UPDATE search_idx SET pgno = '1'"],
    ['without a document', 'DELETE FROM search WHERE rowid = 7'],
  ])('finds one %s', (_, alter) => {
    const db = searches(3);
    expect(differences(db)).toBe(0);
    db.unsafeMode(true);
    db.exec(alter);
    expect(differences(db)).toBeGreaterThan(0);
    db.close();
  });
});
