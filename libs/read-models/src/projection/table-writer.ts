import type Database from 'better-sqlite3';
import type { Row, Value } from './read-model.js';

/** Writes one table of one model. */
export class TableWriter {
  private readonly values: Value[];
  private readonly sql;

  constructor(
    db: Database.Database,
    private readonly table: string,
    private readonly columns: readonly string[],
    drop = `DELETE FROM "${table}" WHERE stream = ?`,
  ) {
    this.values = columns.map(() => null);
    const names = columns.map((column) => `"${column}"`).join(', ');
    const places = columns.map(() => '?').join(', ');
    this.sql = {
      insert: db.prepare<Value[]>(`INSERT INTO "${table}" (${names}) VALUES (${places})`),
      drop: db.prepare<[string]>(drop),
    };
  }

  drop(stream: string): void {
    this.sql.drop.run(stream);
  }

  insert(row: Row): void {
    const { columns, values } = this;
    for (let i = 0; i < columns.length; i += 1) {
      const value = row[columns[i]!];
      if (value === undefined) throw new Error(`a row of ${this.table} has no ${columns[i]}`);
      values[i] = value;
    }
    this.sql.insert.run(...values);
  }
}
