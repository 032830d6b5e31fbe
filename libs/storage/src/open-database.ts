import Database from 'better-sqlite3';

/** What SQL has in quotes, and its parameters. */
const PARTS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\?\d*|@\w+/g;

/**
 * SQLite looks at the values of parameters when it plans a query with an order, a limit or a constant in a view. It then plans the
 * query anew each time that it runs, which takes from 4 to 300 µs. It does not look at the values of expressions: with a plus before each
 * parameter, the plan stays.
 */
export const withStablePlan = (sql: string): string =>
  sql.replaceAll(PARTS, (part) => (part.startsWith('?') || part.startsWith('@') ? `+${part}` : part));

/**
 * A connection whose statements are planned once, when they are prepared. SQLite reads a file only after it is open: what fails then
 * belongs into `setUp`. @throws what `setUp` throws; the connection is closed then
 */
export const openDatabase = (
  file: ConstructorParameters<typeof Database>[0],
  options: Database.Options = {},
  setUp: (db: Database.Database) => void = () => {},
): Database.Database => {
  const db = new Database(file, options);
  const prepare = db.prepare.bind(db) as (sql: string) => Database.Statement;
  db.prepare = ((sql: string) => prepare(withStablePlan(sql))) as typeof db.prepare;
  try {
    setUp(db);
    return db;
  } catch (error) {
    // An open file takes room on a full disk, even without a name.
    db.close();
    throw error;
  }
};
