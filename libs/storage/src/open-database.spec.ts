import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Database from 'better-sqlite3';
import { openDatabase, withStablePlan } from './open-database.js';

describe('a statement whose plan stays', () => {
  it.each([
    ['SELECT a FROM t WHERE b = ? LIMIT ?', 'SELECT a FROM t WHERE b = +? LIMIT +?'],
    ['SELECT a FROM t WHERE b = @b AND c = ?2', 'SELECT a FROM t WHERE b = +@b AND c = +?2'],
    ['SELECT (? << 30) + CAST(? AS INTEGER)', 'SELECT (+? << 30) + CAST(+? AS INTEGER)'],
    [`SELECT "a?", 'b @c', 'it''s ?', "d""@e" FROM t`, `SELECT "a?", 'b @c', 'it''s ?', "d""@e" FROM t`],
    ['SELECT 1', 'SELECT 1'],
  ])('has a plus before each parameter, and nowhere else: %s', (sql, stable) => {
    expect(withStablePlan(sql)).toBe(stable);
  });
});

describe('a connection that cannot be set up', () => {
  it('is closed', () => {
    const opened: Database.Database[] = [];
    const fail = (db: Database.Database) => {
      opened.push(db);
      db.exec('nothing of SQL');
    };
    expect(() => openDatabase(':memory:', {}, fail)).toThrow('syntax error');
    expect(opened.map(({ open }) => open)).toEqual([false]);
  });
});

describe('a connection', () => {
  let db: Database.Database;
  beforeEach(() => {
    db = openDatabase(':memory:');
    db.exec('CREATE TABLE parties (id INTEGER PRIMARY KEY, name TEXT, weight REAL) STRICT');
  });
  afterEach(() => void db.close());

  it('prepares all statements so', () => {
    expect(db.prepare('SELECT ?').source).toBe('SELECT +?');
    expect(db.prepare('SELECT @name').pluck().source).toBe('SELECT +@name');
  });
  it('stores and finds values of every type as they were given', () => {
    const insert = db.prepare<[number, string | null, number]>('INSERT INTO parties VALUES (?, ?, ?)');
    insert.run(1, '7', 0.5);
    insert.run(2, null, 2 ** 53);
    expect(
      db.prepare('SELECT * FROM parties WHERE name = @name OR id = @id ORDER BY id').all({ name: '7', id: 2 }),
    ).toEqual([
      { id: 1, name: '7', weight: 0.5 },
      { id: 2, name: null, weight: 2 ** 53 },
    ]);
    expect(
      db.prepare('SELECT typeof(?), typeof(?), typeof(?), typeof(?)').raw().get('7', 7n, Buffer.of(7), null),
    ).toEqual(['text', 'integer', 'blob', 'null']);
  });
  it('refuses a statement that is none, and a value that is missing', () => {
    expect(() => db.prepare('SELECT absent FROM parties')).toThrow('no such column: absent');
    expect(() => db.prepare('SELECT ?').get()).toThrow('Too few parameter values were provided');
  });
});
