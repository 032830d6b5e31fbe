import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { type Clearance, dominates, EU_LADDER, type Marking } from '#domain/marking.js';
import { markingOf } from '#domain/record-marked.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { createIndexes, createTables } from '../../log-index/index-tables.js';
import { Indexer } from '../../log-index/indexer.js';
import { logged } from '../../projection/logged-event.js';
import type { Row } from '../../projection/read-model.js';
import { memoryIndex, showTo } from '../../testing/memory-index.js';
import { about, logOf, type Telling } from '../../testing/told-log.js';
import { BLOCKS_IN_CHUNK, EVENTS_IN_BLOCK, numberOf } from './blocks.js';
import type { TrailFilter } from './trail-filter.js';
import { trailPage, trailRow } from './trail.js';

const MARKINGS: readonly Marking[] = [
  { level: 'public' },
  { level: 'restreint' },
  { level: 'restreint', compartments: ['trade'] },
  { level: 'secret' },
];
const LOW: Clearance = { level: 'public', compartments: [] };
const READERS: readonly (Clearance | undefined)[] = [undefined, LOW, { level: 'restreint', compartments: ['trade'] }];
const TYPES = ['StatementMade', 'MeetingProposed', 'PartyJoined'];
const RECORDERS = ['ana', 'bo', 'eve'];
const INSTANTS = ['2025-12-31T23:59:59.999Z', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z'];
/** Some are no instants or days, as another program may have recorded them. */
const LEARNED = [...INSTANTS, '2019-02-28T10:00:00.000Z', '2019-03-01T00:00:00.000Z', 'once', '+012026-01-01', '2026'];
const DAYS = ['0000-01-01', '2019-02-28', '2019-02-30', '2019-03-01', '2025-12-31', '2026-01-01', '9999-12-31'];

type Told = Readonly<{
  negotiation: string;
  thing: number;
  does: 'tell' | 'correct' | 'void' | 'mark' | 'mark negotiation';
  target: number;
  type: string;
  marking: Marking | undefined;
  recordedBy: string;
  recordedAt: string;
  learnedAt: string;
  earliest: string | null;
  latest: string | null;
}>;
const TOLD: fc.Arbitrary<Told> = fc.record({
  negotiation: fc.constantFrom('n', 'm', 'o'),
  thing: fc.nat(3),
  does: fc.constantFrom<Told['does']>('tell', 'tell', 'tell', 'correct', 'void', 'mark', 'mark negotiation'),
  target: fc.nat(9),
  type: fc.constantFrom(...TYPES),
  marking: fc.option(fc.constantFrom(...MARKINGS), { nil: undefined }),
  recordedBy: fc.constantFrom(...RECORDERS),
  recordedAt: fc.constantFrom(...INSTANTS),
  learnedAt: fc.constantFrom(...LEARNED),
  earliest: fc.constantFrom(null, '-0044-03-15', ...DAYS),
  latest: fc.constantFrom(null, ...DAYS),
});
const manyTold = (atMost: number) => fc.array(TOLD, { minLength: 1, maxLength: atMost, size: 'max' });

const factOf = (told: Told, history: readonly string[]): Telling => {
  const { negotiation, does, target, marking, recordedBy, recordedAt, learnedAt, earliest, latest } = told;
  const hasDates = earliest !== null || latest !== null;
  const metadata = {
    negotiationId: negotiation,
    recordedBy: { issuer: 'local', subject: recordedBy, name: recordedBy },
    recordedAt,
    learnedAt,
    ...(hasDates && { occurredOn: { edtf: 'x', earliest, latest } }),
    ...(history.length === 0 && marking && { marking }),
  };
  const eventId = history[target % history.length];
  const isMarking = does === 'mark' || does === 'mark negotiation';
  if (isMarking)
    return { type: 'RecordMarked', data: { marking: marking ?? MARKINGS[0], reason: 'x' }, metadata } as never;
  if (eventId === undefined || does === 'tell') return { type: told.type, data: { text: 'x' }, metadata } as never;
  if (does === 'void') return { type: 'RecordVoided', data: { eventId, reason: 'x' }, metadata } as never;
  return { type: 'RecordCorrected', data: { eventId, changes: {}, reason: 'x' }, metadata } as never;
};
const logOfAll = (all: readonly Told[]): readonly StoredEvent[] => {
  const histories = new Map<string, string[]>();
  const dossier = ['n', 'm', 'o'].map((id) =>
    about('negotiation', id, {
      type: 'NegotiationOpened',
      data: { title: 'x' },
      metadata: { negotiationId: id },
    } as never),
  );
  for (const told of all) {
    const id = `${told.negotiation}${told.thing}`;
    const history = histories.get(id) ?? [];
    const isFirst = history.length === 0;
    const does = isFirst && told.does === 'mark' ? 'tell' : told.does;
    if (does === 'mark negotiation') dossier.push(about('negotiation', told.negotiation, factOf(told, [])));
    else {
      dossier.push(about(told.thing % 2 === 0 ? 'statement' : 'meeting', id, factOf({ ...told, does }, history)));
      histories.set(id, [...history, `event-${dossier.length - 1}`]);
    }
  }
  return logOf(...dossier);
};

const FILTERS: readonly TrailFilter[] = [
  ...[...TYPES, 'RecordMarked', 'RecordVoided', 'NegotiationMerged'].map((type) => ({ type })),
  ...[...RECORDERS, 'nobody'].map((recordedBy) => ({ recordedBy })),
  ...['n', 'm', 'x'].map((negotiationId) => ({ negotiationId })),
  ...['statement-n0', 'negotiation-m', 'statement-x'].map((stream) => ({ stream })),
  ...[[], ['n'], ['o', 'm', 'x']].map((among) => ({ among })),
  ...[...INSTANTS, '2026-01-01T09:00:00.000Z', '9'].flatMap((at) => [{ recordedFrom: at }, { recordedTo: at }]),
  ...[...LEARNED, '1999-01-01T00:00:00.000Z'].flatMap((at) => [{ learnedFrom: at }, { learnedTo: at }]),
  ...[...DAYS, '1900-01-01', '2999-12-31'].flatMap((day) => [{ happenedFrom: day }, { happenedTo: day }]),
];

/** The filter as it is told, on the texts of a row. */
const matches = (row: Row, filter: TrailFilter): boolean => {
  const text = (column: string) => row[column] as string;
  const { among, negotiationId, stream, type, recordedBy, ...times } = filter;
  return (
    (among?.includes(text('negotiationId')) ?? true) &&
    Object.entries({ negotiationId, stream, type, recordedBy }).every(
      ([column, value]) => value === undefined || text(column) === value,
    ) &&
    text('recordedAt') >= (times.recordedFrom ?? '') &&
    text('recordedAt') <= (times.recordedTo ?? '~') &&
    text('learnedAt') >= (times.learnedFrom ?? '') &&
    text('learnedAt') <= (times.learnedTo ?? '~') &&
    text('latest') >= (times.happenedFrom ?? '') &&
    text('reachesFrom') <= (times.happenedTo ?? '~')
  );
};

const said = (type: string): Telling => ({ type, data: {}, metadata: {} }) as never;

type Entry = Readonly<{ ordinal: number; voidedBy: string | undefined; corrections: readonly number[] }>;

/** Everything that a reader sees in a log with this filter, by the rules as they are told, and by the markings at its end. */
const expected = (
  log: readonly StoredEvent[],
  reader: Clearance | undefined,
  filter: TrailFilter,
  upTo = Infinity,
): readonly Entry[] => {
  const events = log.map((event, ordinal) => logged(event, ordinal));
  const opened = new Map<string, boolean>();
  const opens = (stream: string): boolean => {
    const isOpen = (): boolean =>
      reader === undefined ||
      dominates(
        EU_LADDER,
        reader,
        markingOf(
          EU_LADDER,
          events.filter((event) => event.stream === stream),
        ),
      );
    if (!opened.has(stream)) opened.set(stream, isOpen());
    return opened.get(stream)!;
  };
  const rows = events.filter(({ ordinal }) => ordinal <= upTo).map(trailRow);
  const aboutIt = (row: Row) =>
    rows.filter((one) => one['stream'] === row['stream'] && one['targetId'] === row['eventId']);
  const voiding = (row: Row): Row | undefined =>
    aboutIt(row).find((one) => one['type'] === 'RecordVoided' && voiding(one) === undefined);
  return rows
    .filter((row) => opens(String(row['stream'])) && opens(`negotiation-${String(row['negotiationId'])}`))
    .filter((row) => matches(row, filter))
    .map((row) => ({
      ordinal: row['ordinal'] as number,
      voidedBy: voiding(row)?.['eventId'] as string | undefined,
      corrections: aboutIt(row).map((one) => one['ordinal'] as number),
    }));
};

/** All pages of a trail, each from where the one before it ends. */
const walked = (db: Database.Database, filter: TrailFilter, limit: number, upTo?: number): readonly Entry[] => {
  const entries: Entry[] = [];
  for (;;) {
    const page = trailPage(db, filter, { after: entries.at(-1)?.ordinal, limit, upTo });
    expect(page.length).toBeLessThanOrEqual(limit);
    for (const { ordinal, voidedBy, corrections } of page)
      entries.push({ ordinal, voidedBy, corrections: corrections.map((one) => one.ordinal) });
    if (page.length < limit) return entries;
  }
};

/** An index with two events in a block. `ran`: the texts of all statements that it has run. */
const tracedIndex = (log: readonly StoredEvent[]) => {
  const ran: string[] = [];
  const db = new Database(':memory:', { verbose: (sql) => void ran.push(String(sql)) });
  createTables(db);
  createIndexes(db);
  new Indexer(db, EU_LADDER, 2).add(log);
  return { db, ran };
};

describe('the trail of an index with blocks', () => {
  it('has what a plain filter of the log has, for every reader and on every page, while the log grows and is marked anew', () => {
    const filters = fc.array(fc.tuple(fc.constantFrom(...FILTERS), fc.constantFrom({}, ...FILTERS)), {
      minLength: 4,
      maxLength: 4,
    });
    const sizes = fc.record({
      eventsInBlock: fc.integer({ min: 1, max: 4 }),
      batch: fc.integer({ min: 20, max: 60 }),
      limit: fc.integer({ min: 8, max: 40 }),
      left: fc.nat(80),
    });
    fc.assert(
      fc.property(
        manyTold(2.5 * BLOCKS_IN_CHUNK),
        filters,
        sizes,
        (all, pairs, { eventsInBlock, batch, limit, left }) => {
          const log = logOfAll(all);
          const index = memoryIndex([], eventsInBlock);
          for (let end = 0; end < log.length;) {
            index.add(log.slice(end, end + batch));
            end = Math.min(end + batch, log.length);
            for (const reader of READERS)
              for (const [n, [one, other]] of pairs.entries()) {
                const filter = { ...one, ...other };
                const upTo = n % 2 === 0 ? undefined : end - 1 - left;
                const { body } = index.read(reader, (db) => walked(db, filter, limit, upTo));
                expect([filter, upTo, body]).toEqual([filter, upTo, expected(log.slice(0, end), reader, filter, upTo)]);
              }
          }
          index.db.close();
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
  });
  it('has the same with each filter', () => {
    const [all] = fc.sample(fc.array(TOLD, { minLength: 120, maxLength: 120, size: 'max' }), { numRuns: 1, seed: 7 });
    const log = logOfAll(all!);
    const index = memoryIndex(log, 2);
    for (const reader of READERS) {
      const { body } = index.read(reader, (db) => FILTERS.map((filter) => walked(db, filter, 50)));
      for (const [n, filter] of FILTERS.entries())
        expect([filter, body[n]]).toEqual([filter, expected(log, reader, filter)]);
    }
    index.db.close();
  });
  it('goes on from one block to the next, and to the events behind the last one', () => {
    const facts = Array.from(
      { length: 2 * EVENTS_IN_BLOCK + 500 },
      (_, n) => ({ type: TYPES[n % 3], data: {}, metadata: { marking: MARKINGS[0] } }) as never,
    );
    const log = logOf(about('statement', 's', ...facts));
    const index = memoryIndex(log);
    expect(index.db.prepare('SELECT block FROM trail_blocks').pluck().all()).toEqual([0, 1]);
    for (const reader of [undefined, LOW]) {
      const { body } = index.read(reader, (db) => walked(db, { type: 'StatementMade' }, 200));
      expect(body.map(({ ordinal }) => ordinal)).toEqual(log.map((_, ordinal) => ordinal).filter((n) => n % 3 === 0));
    }
    index.db.close();
  });
  it('is the same after a batch that the disk had no room for', () => {
    const [all] = fc.sample(fc.array(TOLD, { minLength: 150, maxLength: 150, size: 'max' }), { numRuns: 1, seed: 3 });
    const log = logOfAll(all!);
    const index = memoryIndex(log.slice(0, 75), 2);
    const pages = Number(index.db.pragma('page_count', { simple: true }));
    index.db.pragma(`max_page_count = ${pages + 3}`);
    expect(() => index.add(log.slice(75))).toThrow('database or disk is full');
    expect(index.read(undefined, (db) => walked(db, {}, 20)).body).toEqual(expected(log.slice(0, 75), undefined, {}));
    index.db.pragma('max_page_count = 1000000');
    index.add(log.slice(75));
    for (const reader of READERS)
      expect(index.read(reader, (db) => walked(db, {}, 20)).body).toEqual(expected(log, reader, {}));
    const numbers = 'SELECT * FROM trail_blocks ORDER BY block';
    const fresh = memoryIndex(log, 2);
    expect(index.db.prepare(numbers).all()).toEqual(fresh.db.prepare(numbers).all());
    index.db.close();
    fresh.db.close();
  });
  it('asks as much for all of one negotiation however many events are hidden between', () => {
    const asked = (hiddenAfterEach: number): readonly string[] => {
      const of = (id: string, metadata: object) =>
        about('statement', id, { type: 'StatementMade', data: {}, metadata } as never);
      const log = logOf(
        about('negotiation', 'n', { type: 'NegotiationOpened', data: {} } as never),
        ...Array.from({ length: 30 }, (_, n) => [
          of(`s${n}`, {}),
          ...Array.from({ length: hiddenAfterEach }, (_, hidden) =>
            of(`h${n}-${hidden}`, { marking: { level: 'secret' } }),
          ),
        ]).flat(),
      );
      const { db, ran } = tracedIndex(log);
      showTo(db, LOW);
      ran.splice(0);
      const filter = { negotiationId: log[0]!.stream.slice('negotiation-'.length) };
      expect(trailPage(db, filter, { limit: 100 })).toHaveLength(31);
      expect(trailPage(db, { ...filter, among: [filter.negotiationId, 'o'] }, { limit: 100 })).toHaveLength(31);
      db.close();
      return ran.map((sql) => sql.replaceAll(/\d+/g, 'N'));
    };
    const few = asked(1);
    expect(asked(20)).toEqual(few);
    expect(few.length).toBeLessThan(15);
  });
  it('asks the same for a reader whatever is in the events that are hidden from them', () => {
    const ASKED: readonly TrailFilter[] = [
      {},
      { type: 'PartyJoined' },
      { recordedBy: 'eve', type: 'PartyJoined' },
      { learnedTo: '2020-01-01T00:00:00.000Z' },
      { negotiationId: 'm' },
    ];
    /** The texts of all statements that a reader's questions run. In every third block, all events are hidden. */
    const asked = (hidden: object): readonly string[] => {
      const log = logOf(
        ...['n', 'm'].map((id) =>
          about('negotiation', id, { type: 'NegotiationOpened', data: {}, metadata: { negotiationId: id } } as never),
        ),
        ...Array.from({ length: 200 }, (_, n) => {
          const isHidden = n % 6 >= 4;
          const metadata = isHidden ? { marking: { level: 'secret' }, ...hidden } : {};
          return about('statement', `s${n}`, {
            type: isHidden ? 'PartyJoined' : 'StatementMade',
            data: {},
            metadata,
          } as never);
        }),
      );
      const { db, ran } = tracedIndex(log);
      showTo(db, LOW);
      ran.splice(0);
      for (const filter of ASKED) trailPage(db, filter, { limit: 500 });
      db.close();
      // Terms are numbered in the order in which they occur in the log.
      return ran.map((sql) => sql.replace(/json_each\('\[-?\d+\]'\) AS terms/, 'json_each(a term) AS terms'));
    };
    const eve = { recordedBy: { issuer: 'local', subject: 'eve', name: 'Eve' }, learnedAt: '2019-01-01T00:00:00.000Z' };
    expect(asked({ ...eve, negotiationId: 'm' })).toEqual(asked({}));
  });
});

describe('the queries of an index with blocks', () => {
  it.each([undefined, LOW])('read no table from its beginning, for a reader cleared for %j', (reader) => {
    const log = logOf(about('negotiation', 'n', ...Array.from({ length: 9 }, () => said(TYPES[0]!))));
    const { db, ran } = tracedIndex(log);
    if (reader !== undefined) showTo(db, reader);
    ran.splice(0);
    for (const filter of FILTERS) trailPage(db, filter, { limit: 5 });
    const plans = new Map([...new Set(ran)].map((sql) => [sql, planOf(db, sql)]));
    expect(ran.some((sql) => sql.includes('main.trail_blocks AS it'))).toBe(true);
    for (const [sql, plan] of plans) {
      const isLast = sql.endsWith('ORDER BY block DESC LIMIT 1');
      if (!isLast)
        expect([sql, plan.filter((step) => /^SCAN (?:main\.)?(?:trail|it\b)/.test(step))]).toEqual([sql, []]);
      if (sql.includes('trail.stream = ')) expect(plan.join()).toContain('USING INDEX trail_place');
    }
    db.close();
  });
});

describe('a page that ends at an event', () => {
  it.each([undefined, LOW])(
    'is asked for by the same queries as a whole one, for a reader cleared for %j',
    (reader) => {
      const log = logOf(about('negotiation', 'n', ...Array.from({ length: 9 }, () => said(TYPES[0]!))));
      const { db, ran } = tracedIndex(log);
      if (reader !== undefined) showTo(db, reader);
      const asked = (filter: TrailFilter, upTo?: number) => {
        ran.splice(0);
        trailPage(db, filter, { limit: 5, upTo });
        return ran.map((sql) => sql.replaceAll(/'[^']*'(?:\/\*\+\d+ bytes\*\/)?/g, 'a text'));
      };
      for (const filter of FILTERS) expect(asked(filter, 3)).toEqual(asked(filter));
      db.close();
    },
  );
});

const planOf = (db: Database.Database, sql: string): readonly string[] =>
  db
    // SQLite shows an infinite parameter in a form that it does not read.
    .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql.replaceAll('Inf', '9e999')}`)
    .all()
    .map(({ detail }) => detail);

describe('the number of a time', () => {
  const TEXTS = fc.oneof(
    fc.constantFrom(...LEARNED, ...DAYS, '2026-01-01T00', '2026-01-01T23:59:60.000Z', '-0044-03-15', '2026-1-1'),
    fc
      .date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((at) => at.toISOString()),
    fc
      .date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((at) => at.toISOString().slice(0, 10)),
    fc.string(),
  );
  it('is not less where the text is not less', () => {
    fc.assert(
      fc.property(TEXTS, TEXTS, (a, b) => {
        const [first, last] = [a, b].toSorted((x, y) => (x < y ? -1 : 1)).map(numberOf) as [number, number];
        if (!Number.isNaN(first) && !Number.isNaN(last)) expect(first).toBeLessThanOrEqual(last);
      }),
      { numRuns: 5_000 },
    );
  });
  it('is that of an instant and of a day, and of nothing else', () => {
    expect(numberOf('2026-01-01T00:00:00.001Z')).toBe(Date.UTC(2026, 0, 1) + 1);
    expect(numberOf('2026-01-01')).toBe(Date.UTC(2026, 0, 1));
    for (const text of ['', '9', 'once', '2019-02-30', '+012026-01-01', '-0044-03-15', '2026-01-01T23:59:60.000Z'])
      expect(numberOf(text)).toBeNaN();
  });
});
