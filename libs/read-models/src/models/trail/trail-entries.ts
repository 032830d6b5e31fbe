import type Database from 'better-sqlite3';
import type { RecordedEvent } from '#domain/envelope.js';
import type { DomainEvent } from '#domain/events.js';
import type { EventStore } from '#event-store/event-store.js';
import { canonicalEvent } from '#ledger/entry.js';
import { EventTypeName } from '../../routes/enums.js';
import { circumstance, ofCommands } from '../../routes/facts.js';
import type { Slice } from '../../routes/pages.js';
import {
  all,
  anything,
  day,
  described,
  idOf,
  idsOf,
  instant,
  list,
  mapOf,
  named,
  object,
  onlyTrue,
  orNull,
  type Schema,
  type Static,
  text,
  uuid,
  whole,
} from '../../routes/schema.js';
import { RecorderName } from '../grants.js';
import type { TrailFilter } from './trail-filter.js';
import { type TrailEvent, trailPage } from './trail.js';

/** The position of an event in the log. */
type Spot = Pick<TrailEvent, 'ordinal' | 'stream' | 'revision' | 'voidedBy'>;
type Beside = Readonly<{ correctedBy?: readonly string[]; corrects?: Spot; corrections: readonly Spot[] }>;
/** An entry of the trail in the views. */
export type FoundEntry = Spot & Beside;

const StoredDate = named(
  'StoredDate',
  described(
    'A date as it is stored: the EDTF text, and the days that it can mean; null if an end is open',
    object({
      edtf: circumstance('occurredOn'),
      earliest: orNull(day),
      latest: orNull(day),
      begunBy: described('It has certainly begun by the end of this day', orNull(day)),
    }),
  ),
);
const Metadata = named(
  'Metadata',
  described(
    'Who recorded an event, when, and its circumstances',
    object({
      schemaVersion: described('The version of the schema of `data`', whole),
      negotiationId: uuid,
      recordedBy: RecorderName,
      recordedAt: instant,
      learnedAt: described('When our side learned it', instant),
      correlationId: text,
      commandId: text,
      'request?': described('SHA-256 of method, path and body, if the caller gave an Idempotency-Key', text),
      'marking?': described(
        'The classification of the thing, on its first event; absent if the thing is unclassified',
        ofCommands('Marking'),
      ),
      'occurredOn?': StoredDate,
      'occurredTime?': circumstance('occurredTime'),
      'occurredText?': circumstance('occurredText'),
      'onBehalfOf?': circumstance('onBehalfOf'),
      'sources?': list(
        object({
          'title?': text,
          'url?': text,
          'publisher?': text,
          'publishedOn?': StoredDate,
          'quote?': text,
          'statementId?': idOf('statement'),
          'reliability?': described('Admiralty scale', text),
        }),
      ),
      'codes?': circumstance('codes'),
      'comment?': circumstance('comment'),
      'reportOf?': circumstance('reportOf'),
    }),
  ),
);
export const StoredEvent = named(
  'StoredEvent',
  described(
    'An event exactly as it was recorded. With its salt it hashes to the entry of the ledger',
    object({
      id: idOf('event'),
      stream: described('The thing that it is about: kind-id', text),
      revision: described('Its position among the events of the thing, from 0', whole),
      type: EventTypeName,
      data: described('The fields of the fact; dates have the form of StoredDate', mapOf(anything)),
      metadata: Metadata,
    }),
  ),
) as Schema<RecordedEvent<DomainEvent>>;
const PlacedEvent = named(
  'PlacedEvent',
  object({
    'ordinal?': described('Its position in the log, from 0; absent for readers who may not see the whole log', whole),
    event: StoredEvent,
    'voided?': described('It is not in effect', onlyTrue),
    'voidedBy?': described('The event that voided it', idOf('event')),
  }),
);
export type PlacedEvent = Static<typeof PlacedEvent>;
export const TrailEntry = named(
  'TrailEntry',
  all(
    PlacedEvent,
    object({
      'correctedBy?': described('The corrections of it that are in effect, oldest first', idsOf('event')),
      'corrects?': described('The event that it corrects or voids', PlacedEvent),
      corrections: described('All corrections and voidings of it, oldest first', list(PlacedEvent)),
    }),
  ),
);
export type TrailEntry = Static<typeof TrailEntry>;

const spotOf = ({ ordinal, stream, revision, voidedBy }: TrailEvent): Spot => ({
  ordinal,
  stream,
  revision,
  ...(voidedBy !== undefined && { voidedBy }),
});

/** The trail up to an ordinal, oldest first. `withEvents` adds the events from the log. */
export const auditTrail = (db: Database.Database, filter: TrailFilter, { after, limit }: Slice, upTo?: number) => {
  const page = trailPage(db, filter, { after: after && Number(after[0]), limit, upTo });
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

/** The most events that are read from the log concurrently. */
const READS = 32;

/**
 * Reads the events of a page. Events never change, so the page stays consistent. Ordinals count all events of the log,
 * including those that a reader may not see: `numbered` says whether to include them. @throws Unavailable
 */
export const withEvents = async (
  store: Pick<EventStore, 'readStream'>,
  entries: readonly FoundEntry[],
  numbered: boolean,
): Promise<readonly TrailEntry[]> => {
  const spots = new Map<number, Spot>();
  for (const entry of entries)
    for (const spot of [entry, ...(entry.corrects ? [entry.corrects] : []), ...entry.corrections])
      spots.set(spot.ordinal, spot);

  const wanted = [...spots.values()];
  const places = new Map<number, PlacedEvent>();
  for (let i = 0; i < wanted.length; i += READS)
    await Promise.all(
      wanted.slice(i, i + READS).map(async (spot) => places.set(spot.ordinal, await read(store, spot, numbered))),
    );

  const placeOf = ({ ordinal }: Spot): PlacedEvent => places.get(ordinal)!;
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
): Promise<PlacedEvent> => {
  const [stored] = await store.readStream(stream, { from: revision, limit: 1 });
  if (stored?.revision !== revision) throw new Error(`the log has no event ${revision} of ${stream}`);
  return {
    ...(numbered && { ordinal }),
    event: JSON.parse(canonicalEvent(stored)) as RecordedEvent<DomainEvent>,
    ...(voidedBy !== undefined && { voided: true, voidedBy }),
  };
};
