import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { keepStatements } from './keep-statements.js';

const ALL = 'SELECT id, name FROM parties ORDER BY id';

describe('a connection that keeps its statements', () => {
  let prepared: string[];
  let db: Database.Database;
  beforeEach(() => {
    const connection = new Database(':memory:');
    connection.exec(
      `CREATE TABLE parties (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO parties VALUES (1, 'EU'), (2, 'China')`,
    );
    prepared = [];
    const prepare = connection.prepare.bind(connection);
    connection.prepare = (sql: string) => {
      prepared.push(sql);
      return prepare(sql);
    };
    db = keepStatements(connection);
  });
  afterEach(() => void db.close());

  it('prepares each once, and gives what it gives without that', () => {
    for (let n = 0; n < 3; n += 1) {
      expect(db.prepare(ALL).all()).toEqual([
        { id: 1, name: 'EU' },
        { id: 2, name: 'China' },
      ]);
      expect(db.prepare<[number], { name: string }>('SELECT name FROM parties WHERE id = ?').get(2)).toEqual({
        name: 'China',
      });
    }
    expect(prepared).toHaveLength(2);
  });

  it('gives rows, values and arrays of one text', () => {
    for (let n = 0; n < 2; n += 1) {
      expect(db.prepare(ALL).get()).toEqual({ id: 1, name: 'EU' });
      expect(db.prepare(ALL).pluck().all()).toEqual([1, 2]);
      expect(db.prepare(ALL).raw().all()).toEqual([
        [1, 'EU'],
        [2, 'China'],
      ]);
    }
    expect(prepared).toHaveLength(3);
  });

  it('can be asked the same while it iterates', () => {
    const seen: unknown[] = [];
    for (const id of db.prepare<[], number>(ALL).pluck().iterate())
      for (const other of db.prepare<[], number>(ALL).pluck().iterate())
        seen.push([id, other, db.prepare(ALL).pluck().get()]);
    expect(seen).toEqual([
      [1, 1, 1],
      [1, 2, 1],
      [2, 1, 1],
      [2, 2, 1],
    ]);
  });

  it('follows a view that is made anew', () => {
    const shown = () => db.prepare('SELECT * FROM shown').all();
    db.exec('CREATE TEMP VIEW shown AS SELECT * FROM parties WHERE id = 1');
    expect(shown()).toEqual([{ id: 1, name: 'EU' }]);
    db.exec('DROP VIEW shown; CREATE TEMP VIEW shown AS SELECT * FROM parties WHERE id = 2');
    expect(shown()).toEqual([{ id: 2, name: 'China' }]);
    expect(prepared).toHaveLength(1);
  });

  it('does not keep more than it may', () => {
    for (let n = 0; n < 600; n += 1) db.prepare(`SELECT ${n}`).get();
    prepared = [];
    db.prepare('SELECT 599').get();
    expect(prepared).toHaveLength(0);
    db.prepare('SELECT 0').get();
    expect(prepared).toHaveLength(1);
  });
});
