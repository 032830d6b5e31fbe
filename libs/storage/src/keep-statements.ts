import type Database from 'better-sqlite3';

type Statement = Database.Statement;
type Mode = 'rows' | 'values' | 'arrays';

/** More than the application has of its own: what a reader asks for can be combined in many ways. */
const MOST = 500;

/**
 * Keeps the statements of a connection, the least recently used ones apart: preparing one takes longer than most queries.
 * A statement that iterates is not kept, since another use would disturb it.
 */
export const keepStatements = (db: Database.Database): Database.Database => {
  const prepare = db.prepare.bind(db) as (sql: string) => Statement;
  const kept = new Map<string, Statement>();
  const statement = (sql: string, mode: Mode): Statement => {
    const key = `${mode} ${sql}`;
    const found = kept.get(key) ?? inMode(prepare(sql), mode);
    kept.delete(key);
    kept.set(key, found);
    if (kept.size > MOST) kept.delete(kept.keys().next().value!);
    return found;
  };
  const of = (sql: string, mode: Mode) => ({
    get: (...values: unknown[]) => statement(sql, mode).get(...values),
    all: (...values: unknown[]) => statement(sql, mode).all(...values),
    run: (...values: unknown[]) => statement(sql, mode).run(...values),
    iterate: (...values: unknown[]) => inMode(prepare(sql), mode).iterate(...values),
    pluck: () => of(sql, 'values'),
    raw: () => of(sql, 'arrays'),
  });
  db.prepare = ((sql: string) => of(sql, 'rows')) as unknown as typeof db.prepare;
  return db;
};

const inMode = (statement: Statement, mode: Mode): Statement => {
  if (mode === 'rows') return statement;
  return mode === 'values' ? statement.pluck() : statement.raw();
};
