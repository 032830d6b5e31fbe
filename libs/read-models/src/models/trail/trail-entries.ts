import type Database from 'better-sqlite3';
import type { EventStore } from '#event-store/event-store.js';
import { canonicalEvent } from '#ledger/entry.js';
import { type TrailEvent, type TrailFilter, trailPage } from './trail.js';

/** Where the log has an event. */
type Spot = Pick<TrailEvent, 'ordinal' | 'stream' | 'revision' | 'voidedBy'>;
/**
 * An event of the log, to the letter, and its place in it, where that may be told. One that counts for nothing names the
 * voiding that did it.
 */
export type Place = Readonly<{ ordinal?: number; event: unknown; voided?: true; voidedBy?: string }>;

/**
 * `corrects` is the event that this one corrects or voids; `corrections` are the later corrections and voidings of it,
 * oldest first; `correctedBy` names those corrections that count.
 */
type Beside<P> = Readonly<{ correctedBy?: readonly string[]; corrects?: P; corrections: readonly P[] }>;
export type FoundEntry = Spot & Beside<Spot>;
/** An event on the trail, and beside it what was said of it later. */
export type AuditEntry = Place & Beside<Place>;

const spotOf = ({ ordinal, stream, revision, voidedBy }: TrailEvent): Spot => ({
  ordinal,
  stream,
  revision,
  ...(voidedBy !== undefined && { voidedBy }),
});

/** The trail, oldest first. The texts of the events are in the log: `withEvents` reads them. */
export const auditTrail = (
  db: Database.Database,
  filter: TrailFilter,
  { after, limit }: Readonly<{ after: readonly (string | number)[] | undefined; limit: number }>,
) => {
  const page = trailPage(db, filter, { after: after && Number(after[0]), limit });
  return page.map((entry): FoundEntry & { key: readonly [number] } => {
    const correctedBy = entry.corrections
      .filter(({ type, voidedBy }) => type === 'RecordCorrected' && voidedBy === undefined)
      .map(({ eventId }) => eventId);
    return {
      key: [entry.ordinal],
      ...spotOf(entry),
      ...(correctedBy.length > 0 && { correctedBy }),
      ...(entry.corrects && { corrects: spotOf(entry.corrects) }),
      corrections: entry.corrections.map(spotOf),
    };
  });
};

/** Events that are read from the log at the same time. */
const READS = 32;

/**
 * Reads the events of a page. They never change, so that the page stays what it was when it was found. An ordinal counts
 * all that is in the log, also what a reader may not see: `numbered` says whether it is told. @throws Unavailable
 */
export const withEvents = async (
  store: Pick<EventStore, 'readStream'>,
  entries: readonly FoundEntry[],
  numbered: boolean,
): Promise<readonly AuditEntry[]> => {
  const spots = new Map<number, Spot>();
  for (const entry of entries)
    for (const spot of [entry, ...(entry.corrects ? [entry.corrects] : []), ...entry.corrections])
      spots.set(spot.ordinal, spot);

  const wanted = [...spots.values()];
  const places = new Map<number, Place>();
  for (let i = 0; i < wanted.length; i += READS)
    await Promise.all(
      wanted.slice(i, i + READS).map(async (spot) => places.set(spot.ordinal, await read(store, spot, numbered))),
    );

  const placeOf = ({ ordinal }: Spot): Place => places.get(ordinal)!;
  return entries.map((entry) => ({
    ...placeOf(entry),
    ...(entry.correctedBy && { correctedBy: entry.correctedBy }),
    ...(entry.corrects && { corrects: placeOf(entry.corrects) }),
    corrections: entry.corrections.map(placeOf),
  }));
};

const read = async (
  store: Pick<EventStore, 'readStream'>,
  { ordinal, stream, revision, voidedBy }: Spot,
  numbered: boolean,
): Promise<Place> => {
  const [stored] = await store.readStream(stream, { from: revision, limit: 1 });
  if (stored?.revision !== revision) throw new Error(`the log has no event ${revision} of ${stream}`);
  return {
    ...(numbered && { ordinal }),
    event: JSON.parse(canonicalEvent(stored)) as unknown,
    ...(voidedBy !== undefined && { voided: true, voidedBy }),
  };
};
