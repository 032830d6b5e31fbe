import type Database from 'better-sqlite3';
import { isWorldKind, type Kind, thingOf } from '#domain/ids.js';
import { briefTexts } from '../models/board/cut.js';
import { idsIn } from '../models/resolve-labels.js';
import type { Untold } from '../models/sentences.js';
import { thing } from '../models/things.js';
import { factsAt } from '../models/timeline/facts.js';
import { short } from '../models/timeline/wording.js';
import { merged } from '../routes/merged.js';
import { inPortions } from '../routes/pages.js';
import { factMessage, factPart, type WorldFact } from '../models/timeline/fact-parts.js';

/**
 * A fact that was recorded or corrected lately. `words`: those of the record. `changedAt`: when it was corrected last, or else recorded.
 * `mentionedIds`: of the things that the fact, or the one that opened its thing, names.
 */
export type ActivityEntry = Readonly<{
  eventId: string;
  negotiationId: string;
  kind: Kind;
  thingId: string;
  sentence: Untold;
  words?: string;
  occurredOn?: string;
  recordedAt: string;
  recordedBy: string;
  changedAt: string;
  isCorrected: boolean;
  mentionedIds: readonly string[];
}>;
/** `isCut`: there are more. */
export type Activity = Readonly<{ items: readonly ActivityEntry[]; isCut: boolean }>;

/** Entries, and things that are looked at for them: those of many things that were only marked anew are not all looked at. */
const [MOST, MOST_THINGS] = [50, 1_000];
/** Of the facts that are read for a feed. */
const MOST_BYTES = 8 * 1024 * 1024;

/** The facts in effect that were recorded or corrected last, the newest first. */
export const activityOf = (
  db: Database.Database,
  negotiationIds: readonly string[],
  kinds: readonly Kind[] | undefined,
): Activity => {
  const { found, isCut } = newest(db, negotiationIds, kinds);
  const tell = teller(db);
  const items: ActivityEntry[] = [];
  let bytes = 0;
  for (const one of found) {
    if (bytes > MOST_BYTES) break;
    bytes += one.bytes;
    items.push(tell(one));
  }
  return { items, isCut: isCut || items.length < found.length };
};

type ThingRow = Readonly<{ stream: string; negotiationId: string; lastOrdinal: number }>;
/** `changed`: the ordinal by which it is ordered: of its last correction, or else its own. */
type FactRow = Readonly<{
  ordinal: number;
  opening: number | null;
  changed: number;
  correctedAt: string | null;
  bytes: number;
}>;
type Found = FactRow & Readonly<{ of: ThingRow }>;

const newest = (
  db: Database.Database,
  negotiationIds: readonly string[],
  kinds: readonly Kind[] | undefined,
): Readonly<{ found: readonly Found[]; isCut: boolean }> => {
  const factsOf = db.prepare<[string, number], FactRow>(
    `SELECT ordinal, opening, coalesce(correctedOrdinal, ordinal) AS changed, correctedAt, octet_length(fact) AS bytes FROM timeline
     WHERE stream = ? AND mentions <> 'null' ORDER BY changed DESC, ordinal DESC LIMIT ?`,
  );
  let found: readonly Found[] = [];
  let looked = 0;
  for (const one of newestThings(db, negotiationIds, kinds)) {
    const isFull = found.length > MOST && found[MOST]!.changed > one.lastOrdinal;
    if (isFull || looked === MOST_THINGS) return { found: found.slice(0, MOST), isCut: true };
    looked += 1;
    const facts = factsOf.all(one.stream, MOST + 1).map((fact) => ({ ...fact, of: one }));
    found = [...found, ...facts].toSorted(inOrder).slice(0, MOST + 1);
  }
  return { found: found.slice(0, MOST), isCut: found.length > MOST };
};
const inOrder = (one: Found, other: Found): number => other.changed - one.changed || other.ordinal - one.ordinal;

/** The things of these negotiations, those that were changed last first. No more of them is read than is asked for. */
function* newestThings(
  db: Database.Database,
  negotiationIds: readonly string[],
  kinds: readonly Kind[] | undefined,
): Generator<ThingRow, void, void> {
  const select = (where: string) =>
    `SELECT stream, negotiationId, lastOrdinal FROM things
     WHERE negotiationId = @negotiationId AND ${where} AND lastOrdinal < @before ORDER BY lastOrdinal DESC LIMIT @limit`;
  const [ofAny, ofKind] = [
    db.prepare<object, ThingRow>(select(`standing = 'present'`)),
    db.prepare<object, ThingRow>(select(`standing = 'present' AND kind = @kind`)),
  ];
  const sources = negotiationIds.flatMap((negotiationId) =>
    (kinds ?? [undefined]).map((kind) => {
      const read = (after: ThingRow | undefined, limit: number) => {
        const asked = { negotiationId, before: after?.lastOrdinal ?? Number.MAX_SAFE_INTEGER, limit };
        return kind === undefined ? ofAny.all(asked) : ofKind.all({ ...asked, kind });
      };
      return inPortions(read, AT_FIRST);
    }),
  );
  for (const one of merged(sources, (first, second) => second.lastOrdinal - first.lastOrdinal))
    if (isWorldKind(thingOf(one.stream).kind)) yield one;
}

/** Of many negotiations, most have nothing among the newest. */
const AT_FIRST = 4;
const UNNAMED = '…';

/** What was found as sentences, one by one: facts may be large. */
const teller = (db: Database.Database): ((found: Found) => ActivityEntry) => {
  const nameOf = (kind: Kind, id: string): string => short(thing(db, kind, id)?.label ?? UNNAMED);
  return ({ ordinal, opening, correctedAt, of: { stream, negotiationId } }) => {
    const facts = factsAt(db, [ordinal, ...(opening === null || opening === ordinal ? [] : [opening])]);
    const fact = facts.get(ordinal)!;
    const opened = opening === null ? undefined : facts.get(opening);
    const { kind, id } = thingOf(stream);
    const naming = { self: nameOf(kind, id), opening: opened, nameOf };
    const { words, occurredOn } = factPart(fact as WorldFact, naming);
    const { id: messageId, parameters } = factMessage(fact as WorldFact, naming);
    const { recordedAt, recordedBy } = fact.metadata;
    return {
      eventId: fact.id,
      negotiationId,
      kind,
      thingId: id,
      sentence: { id: messageId, parameters: briefTexts(parameters) },
      ...(words !== undefined && { words }),
      ...(occurredOn !== undefined && { occurredOn }),
      recordedAt,
      recordedBy: recordedBy.name,
      changedAt: correctedAt ?? recordedAt,
      isCorrected: correctedAt !== null,
      mentionedIds: [...idsIn([fact.data, opened?.data])],
    };
  };
};
