import type Database from 'better-sqlite3';

type Statement = Database.Statement;
type Mode = 'rows' | 'values' | 'arrays';

/** In each mode. More than the application has of its own: what a reader asks for can be combined in many ways. */
const MOST = 500;

/**
 * Keeps the statements of a connection, the least recently used ones apart: preparing one takes longer than most queries.
 * A statement that iterates is not kept, since another use would disturb it.
 */
export const keepStatements = (db: Database.Database): Database.Database => {
  const prepare = db.prepare.bind(db) as (sql: string) => Statement;
  const kept = (mode: Mode) => new Kept(prepare, mode);
  const modes = { rows: kept('rows'), values: kept('values'), arrays: kept('arrays') };
  db.prepare = ((sql: string) => new Prepared(modes, modes.rows, sql)) as unknown as typeof db.prepare;
  return db;
};

/** The statements that are kept in one mode. */
class Kept {
  private readonly statements = new Map<string, Statement>();

  constructor(
    private readonly prepare: (sql: string) => Statement,
    private readonly mode: Mode,
  ) {}

  make(sql: string): Statement {
    const statement = this.prepare(sql);
    if (this.mode === 'rows') return statement;
    return this.mode === 'values' ? statement.pluck() : statement.raw();
  }

  get(sql: string): Statement {
    const { statements } = this;
    const found = statements.get(sql) ?? this.make(sql);
    statements.delete(sql);
    statements.set(sql, found);
    if (statements.size > MOST) statements.delete(statements.keys().next().value!);
    return found;
  }
}

/** A class and not an object of functions: it is made for each query of each answer. */
class Prepared {
  constructor(
    private readonly modes: Readonly<Record<Mode, Kept>>,
    private readonly kept: Kept,
    private readonly sql: string,
  ) {}

  get(...values: unknown[]) {
    return this.kept.get(this.sql).get(...values);
  }

  all(...values: unknown[]) {
    return this.kept.get(this.sql).all(...values);
  }

  run(...values: unknown[]) {
    return this.kept.get(this.sql).run(...values);
  }

  iterate(...values: unknown[]) {
    return this.kept.make(this.sql).iterate(...values);
  }

  pluck() {
    return new Prepared(this.modes, this.modes.values, this.sql);
  }

  raw() {
    return new Prepared(this.modes, this.modes.arrays, this.sql);
  }
}
