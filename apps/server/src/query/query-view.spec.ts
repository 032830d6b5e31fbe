import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { thingOf } from '#domain/ids.js';
import { EU_LADDER } from '#domain/marking.js';
import { marks } from '#domain/testing.js';
import { auditTrail, TrailEntry, withEvents } from '#read-models/models/trail/trail-entries.js';
import { listRoute } from '#read-models/routes/read-route.js';
import { object, text } from '#read-models/routes/schema.js';
import { EVERYWHERE } from '#read-models/routes/scope.js';
import { corrected, opened, voided } from '#read-models/testing/dossier.js';
import { memoryIndex } from '#read-models/testing/memory-index.js';
import { about, type About, logOf } from '#read-models/testing/told-log.js';
import type { VerifiedLog } from '../log/verified-log.js';
import { KeptAnswers } from './kept-answers.js';
import { Markings } from './markings.js';
import { QueryView, QueryViewHandler } from './query-view.js';
import { snapshotsOf } from './testing/snapshots-of.js';

const THINGS = 'CREATE TABLE things (stream, kind, id, negotiationId, label, revision, standing, recordedAt)';
const things = new Database(':memory:');
things.exec(THINGS);
things.exec('CREATE TABLE remarkings (ordinal)');

const low = { level: EU_LADDER[0], compartments: [] };
const asOf = { asOf: { ordinal: 2 }, at: 1, now: 1 };
const PAST = { coordinates: asOf };
const SLICE = { after: undefined, limit: 5 };
const readerWith = (clearance: typeof low | undefined) =>
  ({ clearance, negotiations: undefined, admission: 'granted', isAuditor: false }) as const;

/** A page that is completed from the log while something is marked: this many times. */
const completedWhile = async (times: number, past: typeof PAST | undefined, clearance: typeof low | undefined) => {
  const markings = new Markings();
  let looked = 0;
  const found = listRoute({
    path: 'audit/trail',
    operationId: 'listTrail',
    summary: '',
    tag: '',
    models: [],
    item: object({ text }),
    subject: () => EVERYWHERE,
    ask: () => [{ key: [1], text: 'found' }],
    complete: async () => {
      // After what the snapshots have.
      if (looked++ < times) markings.hear('talks', 3 + looked);
      return [{ text: `looked ${looked} times` }];
    },
  });
  const projector = { states: () => [], until: async () => true, ordinalOf: () => 3 };
  const log = { until: async () => {}, read: (_: unknown, question: (db: unknown) => unknown) => read(_, question) };
  const read = (_: unknown, question: (views: unknown) => unknown) => ({ body: question(things), ordinal: 3 });
  const replays = { ask: async (_: unknown, __: unknown, question: (views: unknown) => unknown) => read(_, question) };
  const snapshots = snapshotsOf({ markings, projector, views: { read }, replays, head: 3, log });
  const handler = new QueryViewHandler(
    new Map([['listTrail', found]]),
    snapshots,
    {} as VerifiedLog,
    new KeptAnswers(),
    EU_LADDER,
  );
  const view = new QueryView('listTrail', {}, SLICE, readerWith(clearance), -1, past);
  return (await handler.execute(view)).body;
};
const looked = (times: number) => ({ items: [{ text: `looked ${times} times` }] });

describe('an answer that is completed while something is marked', () => {
  it.each([undefined, PAST])('is completed again, about the present and the past', async (past) => {
    expect(await completedWhile(0, past, low)).toEqual(looked(1));
    expect(await completedWhile(1, past, low)).toEqual(looked(2));
    expect(await completedWhile(4, past, low)).toEqual(looked(5));
  });
  it.each([undefined, PAST])('is refused if markings keep coming', async (past) => {
    await expect(completedWhile(5, past, low)).rejects.toMatchObject({ status: 503, code: 'not-yet-projected' });
  });
  it('is returned at once to a caller with full clearance', async () => {
    expect(await completedWhile(5, PAST, undefined)).toEqual(looked(1));
  });
});

describe('a page of the present that is completed while others record', () => {
  const MEETING = '5ba1ad00-0000-4000-8000-00000000aaaa';
  const other = (n: number) => `meeting-5ba1ad00-0000-4000-8000-${String(n).padStart(12, '0')}`;

  /** Three events are recorded before each look at the views. `touched`: the stream of the event with this ordinal. */
  const recordedBeside = async (touched: (ordinal: number) => string) => {
    let [end, looks] = [10, 0];
    const found = listRoute({
      path: 'audit/trail',
      operationId: 'listTrail',
      summary: '',
      tag: '',
      models: [],
      item: object({ meetingId: text }),
      subject: () => EVERYWHERE,
      ask: () => [{ key: [1], meetingId: MEETING }],
      complete: async (_, rows) => {
        looks++;
        return rows;
      },
    });
    const index = new Database(':memory:');
    index.exec('CREATE TABLE trail (ordinal, stream)');
    const record = () => {
      for (let n = 0; n < 3; n++) index.prepare('INSERT INTO trail VALUES (?, ?)').run(++end, touched(end));
    };
    const views = new Database(':memory:');
    views.exec(THINGS);
    views.prepare(`INSERT INTO things VALUES ('', 'meeting', ?, 'n', 'Talks', 0, 'current', '')`).run(MEETING);
    const log = {
      until: async () => {},
      read: (_: unknown, question: (db: unknown) => unknown) => ({ body: question(index), ordinal: end }),
    };
    const read = (_: unknown, question: (db: unknown) => unknown) => {
      record();
      return { body: question(views), ordinal: end };
    };
    const replays = {
      ask: async () => {
        throw new Error('a read of the present has asked for a moment of the past');
      },
    };
    const projector = { states: () => [], until: async () => true, ordinalOf: () => end };
    const snapshots = snapshotsOf({ projector, views: { read }, replays, head: 3, log });
    const handler = new QueryViewHandler(
      new Map([['listTrail', found]]),
      snapshots,
      {} as VerifiedLog,
      new KeptAnswers(),
      EU_LADDER,
    );
    const answer = await handler.execute(new QueryView('listTrail', {}, SLICE, readerWith(undefined), -1, undefined));
    return { ...answer, looks };
  };

  it('takes its names from later views, where no later event is about what it mentions', async () => {
    expect(await recordedBeside(other)).toMatchObject({ looks: 1, ordinal: 10, names: { [MEETING]: {} } });
  });
  it('is read again if one is, and from then on as before', async () => {
    const touched = (ordinal: number) => (ordinal < 14 ? `meeting-${MEETING}` : other(ordinal));
    expect(await recordedBeside(touched)).toMatchObject({ looks: 2, ordinal: 13, names: { [MEETING]: {} } });
  });
  it('is answered in the end, and never waits for a replay, if each later event is about what it mentions', async () => {
    expect(await recordedBeside(() => `meeting-${MEETING}`)).toMatchObject({ looks: 5, names: { [MEETING]: {} } });
  });
});

describe('a page of the present while the views fall behind the log', () => {
  const secret = { metadata: { marking: { level: 'secret' } } };
  const dossier = [
    about('negotiation', 'n', { type: 'NegotiationOpened', data: { title: 'Talks' } }),
    about('meeting', 'm', opened(1), corrected('event-1', { title: 'Video call' })),
    about('meeting', 'other', { ...opened(3), ...secret }),
    about('meeting', 'm', voided('event-2')),
  ];
  const route = listRoute({
    path: 'audit/trail',
    operationId: 'listTrail',
    summary: '',
    tag: '',
    models: [],
    parameters: { thing: text },
    item: TrailEntry,
    subject: ({ thing }) => (thing === undefined ? EVERYWHERE : thingOf(thing)),
    ask: (index, { thing }, { slice, upTo }) => auditTrail(index, { stream: thing }, slice, upTo),
    complete: (store, items) => withEvents(store, items, true),
  });
  type More = Readonly<{ thing?: string; since?: number; reader?: typeof low; later?: readonly About[] }>;
  /** `has`: the last event that the views have. */
  const asked = async (has: number, { thing, since = -1, reader, later = [] }: More = {}) => {
    const log = logOf(...dossier, ...later);
    const index = memoryIndex(log);
    const store = {
      readStream: async (stream: string, { from = 0, limit = Infinity } = {}) =>
        log.filter((event) => event.stream === stream && event.revision >= from).slice(0, limit),
    } as unknown as VerifiedLog;
    const projector = { states: () => [], until: async (ordinal: number) => ordinal <= has, ordinalOf: () => has };
    const read = (_: unknown, question: (views: unknown) => unknown) => ({ body: question(things), ordinal: has });
    const ofLog = { until: async () => {}, read: index.read };
    const snapshots = snapshotsOf({ projector, views: { read }, head: log.length - 1, log: ofLog });
    const handler = new QueryViewHandler(
      new Map([['listTrail', route]]),
      snapshots,
      store,
      new KeptAnswers(),
      EU_LADDER,
    );
    const values = thing === undefined ? {} : { thing };
    const { body, ordinal } = await handler.execute(
      new QueryView('listTrail', values, { after: undefined, limit: 9 }, readerWith(reader), since),
    );
    const { items } = body as { items: readonly TrailEntry[] };
    return {
      ordinal,
      events: items.map(({ event }) => event.id),
      corrections: items.map(({ corrections }) => corrections.map(({ event }) => event.id)),
    };
  };
  const events = (...ordinals: readonly number[]) => ordinals.map((n) => `event-${n}`);
  const NOT_YET = { status: 503, code: 'not-yet-projected' };

  it('has all that they have, and nothing of what came later', async () => {
    expect(await asked(2)).toEqual({ ordinal: 2, events: events(0, 1, 2), corrections: [[], events(2), []] });
    expect(await asked(3)).toMatchObject({ ordinal: 3, events: events(0, 1, 2, 3) });
    const whole = { ordinal: 4, events: events(0, 1, 2, 3, 4), corrections: [[], events(2), events(4), [], []] };
    expect(await asked(4)).toEqual(whole);
  });
  it('waits for what its Consistency-Token names', async () => {
    await expect(asked(2, { since: 3 })).rejects.toMatchObject(NOT_YET);
    expect(await asked(3, { since: 3 })).toMatchObject({ ordinal: 3 });
  });
  it('waits for the last event of the thing that it is about', async () => {
    await expect(asked(3, { thing: 'meeting-m' })).rejects.toMatchObject(NOT_YET);
    expect(await asked(3, { thing: 'meeting-other' })).toMatchObject({ ordinal: 3, events: events(3) });
    expect(await asked(3, { thing: 'meeting-unknown' })).toMatchObject({ ordinal: 3, events: [] });
  });
  it('waits for the last marking, if its reader goes by markings', async () => {
    const later = [about('meeting', 'other', marks({ level: EU_LADDER[0] })), about('meeting', 'm', voided('event-1'))];
    expect(await asked(3, { reader: low })).toMatchObject({ ordinal: 3, events: events(0, 1, 2) });
    await expect(asked(4, { reader: low, later })).rejects.toMatchObject(NOT_YET);
    expect(await asked(5, { reader: low, later })).toMatchObject({ ordinal: 5, events: events(0, 1, 2, 3, 4, 5) });
    expect(await asked(4, { later })).toMatchObject({ ordinal: 4, events: events(0, 1, 2, 3, 4) });
  });
});

describe('a query', () => {
  it('is data: it is the same after serialization as JSON', () => {
    const values = { negotiationId: 'talks', status: 'held' };
    const view = new QueryView('listMeetings', values, SLICE, readerWith(low), 3, PAST);
    expect(JSON.parse(JSON.stringify(view))).toEqual({
      query: 'listMeetings',
      values,
      slice: SLICE,
      reader: readerWith(low),
      since: 3,
      past: PAST,
      marksRows: false,
    });
  });
  it('is refused if no read has its name', () => {
    const handler = new QueryViewHandler(
      new Map(),
      snapshotsOf({ head: 0 }),
      {} as VerifiedLog,
      new KeptAnswers(),
      EU_LADDER,
    );
    expect(() => handler.execute(new QueryView('listDreams', {}, SLICE, readerWith(low), -1))).toThrow(
      'no read has the operation id listDreams',
    );
  });
});
