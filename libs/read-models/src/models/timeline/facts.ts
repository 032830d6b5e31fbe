import type Database from 'better-sqlite3';
import type { Message } from '#domain/decider.js';
import type { Effective } from '#domain/effective.js';
import type { Circumstances, Metadata, Recorder, Source } from '#domain/envelope.js';
import type { Instant } from '#domain/ids.js';
import type { Day, WorldDate } from '#domain/world-date.js';
import { inWorldOrder } from '#domain/world-order.js';
import { tableByOrdinal } from '../../projection/lens.js';
import type { Fact, Numbered } from '../../projection/read-model.js';
import { keptBetweenMoments } from '../kept-between-moments.js';

/** What pages need of a fact in effect. It is stored once, with the timeline; whatever follows from it is computed when it is read. */
export type StoredFact<E extends Message = Fact> = E &
  Readonly<
    Pick<Numbered<Effective>, 'id' | 'revision' | 'ordinal' | 'correctedBy' | 'onlyNames'> & {
      metadata: Pick<Metadata, 'recordedAt' | keyof Circumstances> & Readonly<{ recordedBy: Pick<Recorder, 'name'> }>;
    }
  >;

/**
 * A fact as the timeline stores it. What is the same in most facts is left out, and so is what other columns have: these texts
 * are most of views.db.
 */
export const factText = (fact: Numbered<Effective<Fact>>): string => {
  const { id, revision, data, metadata, correctedBy, onlyNames } = fact;
  const { occurredOn, occurredTime, occurredText, learnedAt, recordedAt, recordedBy, onBehalfOf, reportOf } = metadata;
  const { sources, codes, comment } = metadata;
  return JSON.stringify({
    id,
    revision,
    data,
    metadata: {
      occurredOn: shortened(occurredOn),
      learnedAt: learnedAt === recordedAt ? undefined : learnedAt,
      recordedAt,
      recordedBy: recordedBy.name,
      occurredTime,
      occurredText,
      onBehalfOf,
      reportOf,
      sources: sources?.map((source) => ({ ...source, publishedOn: shortened(source.publishedOn) })),
      codes,
      comment,
    },
    correctedBy: correctedBy.length === 0 ? undefined : correctedBy,
    onlyNames,
  });
};

/** One day is stored as its text. */
type Shortened = WorldDate | Day;
const shortened = (date: WorldDate | undefined): Shortened | undefined =>
  date !== undefined && isOneDay(date) ? (date.edtf as Day) : date;
const isOneDay = ({ edtf, earliest, latest, begunBy }: WorldDate): boolean =>
  earliest === edtf && latest === edtf && begunBy === edtf;
const whole = (date: Shortened): WorldDate =>
  typeof date === 'string' ? { edtf: date, earliest: date, latest: date, begunBy: date } : date;

/** The columns of the timeline that make a fact. */
type FactRow = Readonly<{ ordinal: number; type: Fact['type']; fact: string }>;

export const factIn = ({ ordinal, type, fact }: FactRow): StoredFact => {
  const { metadata, correctedBy = [], ...told } = JSON.parse(fact) as FactText<StoredFact>;
  const { occurredOn, recordedAt, learnedAt = recordedAt, recordedBy, sources, ...circumstances } = metadata;
  return {
    ...told,
    ordinal,
    type,
    metadata: {
      ...circumstances,
      ...(occurredOn !== undefined && { occurredOn: whole(occurredOn) }),
      ...(sources !== undefined && { sources: sources.map(sourceIn) }),
      learnedAt,
      recordedAt,
      recordedBy: { name: recordedBy },
    },
    correctedBy,
  } as StoredFact;
};
const sourceIn = (source: SourceText): Source =>
  source.publishedOn === undefined ? (source as Source) : { ...source, publishedOn: whole(source.publishedOn) };

/** What `factText` writes. */
type FactText<F extends StoredFact> = Pick<F, 'id' | 'revision' | 'data'> &
  Readonly<{
    metadata: Omit<F['metadata'], 'occurredOn' | 'learnedAt' | 'recordedBy' | 'sources'> &
      Readonly<{ occurredOn?: Shortened; learnedAt?: Instant; recordedBy: string; sources?: readonly SourceText[] }>;
    correctedBy?: F['correctedBy'];
  }>;

type SourceText = Omit<Source, 'publishedOn'> & Readonly<{ publishedOn?: Shortened }>;

/** Facts in memory: about 3 kB each. */
const KEPT_FACTS = 4_000;
const factsOf = keptBetweenMoments<readonly StoredFact[]>({
  most: KEPT_FACTS,
  sizeOf: ({ length }) => length,
  keyOf: (stream) => stream,
});

/** The rows of things, each with the facts in effect about its thing, in chronological order. */
export const withFacts = <E extends Message, R extends Readonly<{ stream: string }>>(
  db: Database.Database,
  rows: readonly R[],
): readonly (R & Readonly<{ facts: readonly StoredFact<E>[] }>)[] => {
  const streams = rows.map(({ stream }) => stream);
  const facts = factsOf(db, streams, (missing) => lookUp(db, missing));
  return rows.map((row) => ({
    ...row,
    facts: (facts.get(row.stream) ?? []) as unknown as readonly StoredFact<E>[],
  }));
};

const lookUp = (db: Database.Database, streams: readonly string[]): ReadonlyMap<string, readonly StoredFact[]> => {
  const found = db
    .prepare<[string], FactRow & { stream: string }>(
      'SELECT stream, ordinal, type, fact FROM timeline WHERE stream IN (SELECT value FROM json_each(?))',
    )
    .all(JSON.stringify(streams));
  const rows = Map.groupBy(found, ({ stream }) => stream);
  return new Map([...rows].map(([stream, facts]) => [stream, inWorldOrder(facts.map(factIn))]));
};

/** The facts in effect with these ordinals. */
export const factsAt = (db: Database.Database, ordinals: readonly number[]): ReadonlyMap<number, StoredFact> =>
  new Map(
    db
      .prepare<[string], FactRow>(
        // With IN, SQLite reads all facts of a marking instead.
        `SELECT it.ordinal, it.type, it.fact
         FROM json_each(?) AS asked CROSS JOIN "${tableByOrdinal(db, 'timeline')}" AS it ON it.ordinal = asked.value`,
      )
      .all(JSON.stringify(ordinals))
      .map(factIn)
      .map((fact) => [fact.ordinal, fact]),
  );
