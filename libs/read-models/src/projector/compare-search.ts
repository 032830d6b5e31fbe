import type Database from 'better-sqlite3';
import { ordinalIn, rankIn } from '../projection/text-rank.js';
import { isIntact } from './is-intact.js';
import { compareText, type Findings, merged } from './side-by-side.js';

/** Whether a virtual table is a full-text index. */
export const isSearch = (db: Database.Database, table: string): boolean =>
  /\bUSING\s+fts5\b/i.test(
    db.prepare<[string], string>('SELECT sql FROM sound.sqlite_schema WHERE name = ?').pluck().get(table) ?? '',
  );

/**
 * Compares a contentless full-text index. Its pages depend on the order of writing, so what they say is compared: every
 * place of every word; what a search for each word finds; the lengths and averages that rank the results. The pages
 * themselves are checked by SQLite, and must all belong to the index.
 */
export const comparedSearch = (db: Database.Database, table: string, found: Findings): void => {
  if (!isIntact(db, table)) found.others += 1;
  if (strayPages(db, table)) found.others += 1;
  if (totalsOf(db, 'main', table) !== totalsOf(db, 'sound', table)) found.others += 1;

  const documents = new Set<number>();
  for (const row of documentsWithOtherLengths(db, table)) documents.add(row);
  for (const schema of ['main', 'sound'])
    for (const form of ['instance', 'row'])
      db.exec(
        `DROP TABLE IF EXISTS temp."${schema}_${form}";
         CREATE VIRTUAL TABLE temp."${schema}_${form}" USING fts5vocab(${schema}, "${table}", ${form})`,
      );
  for (const [shown, sound] of merged(places(db, 'main'), places(db, 'sound'), inOrder))
    if (shown === undefined || sound === undefined) documents.add((shown ?? sound)![2]);
  if (missesWords(db)) found.others += 1;
  const streams = streamsOf(db, table);
  for (const document of documents) {
    const stream = streams(document);
    if (stream === undefined) found.others += 1;
    else found.streams.add(stream);
  }
};

type Place = readonly [term: string, rank: number, ordinal: number, column: string, offset: number];
/** Begins when the first one is asked for, since a statement that has begun must be ended. */
function* places(db: Database.Database, schema: string): Generator<Place, void, void> {
  yield* db
    .prepare<[], Place>(
      `SELECT term, ${rankIn('doc')}, ${ordinalIn('doc')}, col, "offset" FROM temp."${schema}_instance"`,
    )
    .raw()
    .iterate();
}

const inOrder = (a: Place, b: Place): number =>
  compareText(a[0], b[0]) || a[1] - b[1] || a[2] - b[2] || compareText(a[3], b[3]) || a[4] - b[4];

/** Whether a search for some word finds something else: it goes another way than a walk through all words. */
const missesWords = (db: Database.Database): boolean => {
  const find = db.prepare<[string], [number, number]>('SELECT doc, cnt FROM temp.main_row WHERE term = ?').raw();
  for (const [term, documents, count] of db
    .prepare<[], [string, number, number]>('SELECT term, doc, cnt FROM temp.sound_row')
    .raw()
    .iterate()) {
    const hit = find.get(term);
    if (hit?.[0] !== documents || hit[1] !== count) return true;
  }
  return false;
};

/** The ordinals of the rows. */
const documentsWithOtherLengths = (db: Database.Database, table: string): readonly number[] => {
  const lengths = (schema: string) => `SELECT id, sz FROM ${schema}."${table}_docsize"`;
  return db
    .prepare<[], number>(
      `SELECT ${ordinalIn('id')} FROM (${lengths('main')} EXCEPT ${lengths('sound')})
       UNION SELECT ${ordinalIn('id')} FROM (${lengths('sound')} EXCEPT ${lengths('main')})`,
    )
    .pluck()
    .all();
};

/** The numbers of documents and of words, and the settings of the index. */
const totalsOf = (db: Database.Database, schema: string, table: string): string => {
  const totals = db.prepare<[], string>(`SELECT hex(block) FROM ${schema}."${table}_data" WHERE id = 1`).pluck().get()!;
  // Before its first document, an index has no numbers; after its last one, it has zeros.
  const counted = /^0*$/.test(totals) ? '' : totals;
  return JSON.stringify([counted, db.prepare(`SELECT k, v FROM ${schema}."${table}_config" ORDER BY k`).raw().all()]);
};

/** The number of a segment is in these bits of the number of a page; pages of deletions have one more bit. */
const SEGMENT = '(id >> 37) & 65535';
/** Pages with smaller numbers belong to no segment. */
const LAST_OTHER = 10;

/**
 * While segments are merged, the first pages of one may be gone already, and the words that began there are still listed. SQLite
 * never looks before the first page that is there.
 */
const strayPages = (db: Database.Database, table: string): boolean => {
  const ofPages = `SELECT ${SEGMENT} FROM main."${table}_data" WHERE id > ${LAST_OTHER}`;
  const ofWords = `SELECT segid FROM main."${table}_idx"`;
  return (
    db.prepare(`${ofPages} EXCEPT ${ofWords}`).get() !== undefined ||
    db.prepare(`${ofWords} EXCEPT ${ofPages}`).get() !== undefined ||
    db
      .prepare(
        `SELECT 1 FROM main."${table}_idx" WHERE typeof(pgno) <> 'integer'
           OR (NOT EXISTS (SELECT 1 FROM main."${table}_data" WHERE id = (segid << 37) + (pgno >> 1))
             AND EXISTS (SELECT 1 FROM main."${table}_data"
                         WHERE id BETWEEN (segid << 37) + 1 AND (segid << 37) + (pgno >> 1)))`,
      )
      .get() !== undefined ||
    db.prepare(`SELECT 1 FROM main."${table}_data" WHERE id < ${LAST_OTHER} AND id <> 1`).get() !== undefined
  );
};

/** The thing of a document: the ordinal in its rowid is that of a row in a table that was made with the index. */
const streamsOf = (db: Database.Database, table: string): ((document: number) => string | undefined) => {
  const beside = db
    .prepare<[string], string>(
      `SELECT made.value ->> 'name' FROM sound.models, json_each(made) AS made
       WHERE EXISTS (SELECT 1 FROM json_each(models.made) WHERE value ->> 'name' = ?) AND made.value ->> 'type' = 'table'`,
    )
    .pluck()
    .get(table);
  if (beside === undefined) return () => undefined;
  const [sound, shown] = ['sound', 'main'].map((schema) =>
    db.prepare<[number], string>(`SELECT stream FROM ${schema}."${beside}" WHERE ordinal = ?`).pluck(),
  );
  return (document) => sound!.get(document) ?? shown!.get(document);
};
