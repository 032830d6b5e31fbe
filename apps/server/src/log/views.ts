import { join } from 'node:path';
import Database from 'better-sqlite3';
import { keepStatements } from '#storage/keep-statements.js';

/** views.db for queries: read-only, one snapshot per query. Only the projector thread writes to it. */
export class Views {
  private db: Database.Database | undefined;
  private readonly file: string;

  constructor(readonly folder: string) {
    this.file = join(folder, 'views.db');
  }

  /**
   * Queries one snapshot, so that the result and its ordinal are consistent.
   * @throws ModelsApart
   */
  read<T>(models: readonly string[], question: (db: Database.Database) => T): { body: T; ordinal: number } {
    const db = this.open();
    return db.transaction(() => {
      const { first, last } = reached(db, models);
      if (first !== last) throw new ModelsApart(last);
      return { body: question(db), ordinal: last };
    })();
  }

  close() {
    this.db?.close();
    this.db = undefined;
  }

  private open(): Database.Database {
    this.db ??= keepStatements(new Database(this.file, { readonly: true, fileMustExist: true }));
    return this.db;
  }
}

/** One of the models was just replaced and is behind the others. */
export class ModelsApart extends Error {
  constructor(readonly ordinal: number) {
    super(`not all models have event ${ordinal}`);
    this.name = ModelsApart.name;
  }
}

const reached = (db: Database.Database, models: readonly string[]) =>
  db
    .prepare<[string], { first: number; last: number }>(
      'SELECT min(ordinal) AS first, max(ordinal) AS last FROM models WHERE name IN (SELECT value FROM json_each(?))',
    )
    .get(JSON.stringify(models))!;
