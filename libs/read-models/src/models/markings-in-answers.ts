import type Database from 'better-sqlite3';
import type { Marking } from '#domain/marking.js';
import { markingsShownIn } from '../projection/lens.js';
import { markingOfRow, NOBODY, UNMARKED } from '../projection/marking-of-rows.js';
import { occurringIn } from '../projection/visible-markings.js';

/**
 * The markings that count for an answer: those of all things in it. Things are found by the ids that stand anywhere in the answer,
 * whatever its fields are called, so that no field can be forgotten; what only looks like an id is that of no thing.
 */

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
const ID_LENGTH = 36;
const EVERY_ID = new RegExp(ID, 'g');
/** Ids stand alone, after a kind, or in a pointer; longer texts are told by people. */
const LONGEST = 300;

export const idsAnywhereIn = (value: unknown, found = new Set<string>()): ReadonlySet<string> => {
  if (typeof value === 'string') addIds(value, found);
  else if (Array.isArray(value)) for (const one of value) idsAnywhereIn(one, found);
  else if (typeof value === 'object' && value !== null)
    for (const name in value) {
      addIds(name, found);
      idsAnywhereIn((value as Readonly<Record<string, unknown>>)[name], found);
    }
  return found;
};
const addIds = (text: string, found: Set<string>): void => {
  if (text.length < ID_LENGTH || text.length > LONGEST) return;
  // Most ids are the whole text, which is tested in a third of the time.
  if (text.length > ID_LENGTH) for (const id of text.match(EVERY_ID) ?? []) found.add(id);
  else if (ID.test(text)) found.add(text);
};

/** Every marking through a lens. Things without one have the lowest level, and are left out. */
export const markingsShown = (views: Database.Database): readonly Marking[] =>
  namedMarkingsIn(views).map((text) => markingOfRow(text)!);

/** The markings that a lens shows in each of these negotiations. */
export const markingsByNegotiation = (
  views: Database.Database,
  ids: readonly string[],
): ReadonlyMap<string, readonly Marking[]> => {
  const occurring = occurringIn(views, ids, namedMarkingsIn(views));
  return new Map([...occurring].map(([id, texts]) => [id, texts.map((text) => markingOfRow(text)!)]));
};

/** The markings of the things with these ids, as a lens shows them. `among`: only things of these negotiations. */
export const markingsOfThings = (
  views: Database.Database,
  ids: Iterable<string>,
  among: readonly string[] | undefined,
): readonly Marking[] => {
  const shown = namedMarkingsIn(views);
  if (shown.length === 0) return [];
  const [asked, negotiations] = [JSON.stringify([...ids]), among ? JSON.stringify(among) : null];
  const occurs = views.prepare<[string, string, string | null, string | null]>(
    `SELECT 1 FROM json_each(?) AS asked CROSS JOIN main.marked_things AS it ON it.marking = ? AND it.id = asked.value
     WHERE ? IS NULL OR it.negotiationId IN (SELECT value FROM json_each(?)) LIMIT 1`,
  );
  return shown
    .filter((text) => occurs.get(asked, text, negotiations, negotiations) !== undefined)
    .map((text) => markingOfRow(text)!);
};

/** The markings of each of the things with these ids: several if things of two kinds share an id. */
export const markingsByThing = (
  views: Database.Database,
  ids: Iterable<string>,
  among: readonly string[] | undefined,
): ReadonlyMap<string, readonly Marking[]> => {
  const found = new Map<string, Marking[]>();
  const shown = namedMarkingsIn(views);
  if (shown.length === 0) return found;
  const [asked, negotiations] = [JSON.stringify([...ids]), among ? JSON.stringify(among) : null];
  const marked = views
    .prepare<[string, string, string | null, string | null], string>(
      `SELECT it.id FROM json_each(?) AS asked CROSS JOIN main.marked_things AS it ON it.marking = ? AND it.id = asked.value
       WHERE ? IS NULL OR it.negotiationId IN (SELECT value FROM json_each(?))`,
    )
    .pluck();
  for (const text of shown)
    for (const id of marked.all(asked, text, negotiations, negotiations))
      found.set(id, [...(found.get(id) ?? []), markingOfRow(text)!]);
  return found;
};

const namedMarkingsIn = (views: Database.Database) =>
  (markingsShownIn(views) ?? []).filter(
    (text) => text !== UNMARKED && text !== NOBODY && markingOfRow(text) !== undefined,
  );

/** The streams of the things with these ids: past moments have no markings, and the index of the log finds them by streams. */
export const streamsOfThings = (
  views: Database.Database,
  ids: Iterable<string>,
  among: readonly string[] | undefined,
): readonly string[] => {
  const negotiations = among ? JSON.stringify(among) : null;
  return views
    .prepare<[string, string | null, string | null], string>(
      `SELECT stream FROM things WHERE id IN (SELECT value FROM json_each(?))
       AND (? IS NULL OR negotiationId IN (SELECT value FROM json_each(?)))`,
    )
    .pluck()
    .all(JSON.stringify([...ids]), negotiations, negotiations);
};
