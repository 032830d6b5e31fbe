import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NegotiationId, type Stream, streamOf } from '#domain/ids.js';
import { EU_LADDER, type Marking } from '#domain/marking.js';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import { unfilledIndex } from '#read-models/testing/memory-index.js';
import type { EventStore } from '#event-store/event-store.js';
import { seal } from '#ledger/seal.js';
import { START } from '#read-models/projection/checkpoint.js';
import { localCaller, type Caller } from './caller.js';
import { Grants } from './grants.js';
import { LogFollower } from '../log/log-follower.js';
import { ThingIndex } from './thing-index.js';

const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-things-'));
const never = (reason: unknown) => {
  throw reason;
};
const ben: Caller = { ...localCaller('ben'), clearance: { level: 'restreint', compartments: [] } };
const talks = 'talks' as NegotiationId;

let store: EventStore;
let follower: LogFollower;
beforeAll(async () => {
  store = await openEventStore(logConfig(dataDir), 'owner');
  follower = new LogFollower(store, unfilledIndex, START);
  await follower.follow(never);
});
afterAll(async () => {
  await follower.stop();
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

type Place = Readonly<{ negotiationId?: NegotiationId; marking?: Marking | undefined; schemaVersion?: number }>;
/** Appends to a stream, and resolves when the append would be acknowledged. @returns the id of the event */
const append = async (
  stream: Stream,
  revision: number,
  type: string,
  data: object,
  { negotiationId = talks, marking, schemaVersion = 1 }: Place = {},
) => {
  const metadata = { schemaVersion, negotiationId, commandId: randomUUID(), ...(marking && { marking }) };
  const event = { id: randomUUID(), type, data: JSON.stringify(data), metadata: JSON.stringify(metadata) };
  const sealed = { ...event, ...seal({ ...event, stream, revision }) };
  const expected = revision === 0 ? 'no-stream' : revision - 1;
  await follower.ordinalOf((await store.append(stream, [sealed], { expected })).position);
  return event.id;
};
const record = (id: string, revision: number, type: string, data: object, marking?: Marking, schemaVersion?: number) =>
  append(streamOf('meeting', id), revision, type, data, { marking, ...(schemaVersion && { schemaVersion }) });
const open = (id: string, marking?: Marking) => record(id, 0, 'MeetingProposed', { title: 'Talks' }, marking);
const mark = (id: string, revision: number, level: string) =>
  record(id, revision, 'RecordMarked', { marking: { level }, reason: 'x' });
const isKnown = async (things: ThingIndex, id: string) =>
  (await things.resolve([{ kind: 'meeting', id, pointer: '' }], talks, ben)).visible.length === 1;
/** An index that has seen no event yet. */
const cold = () => new ThingIndex(store, follower, new Grants(), EU_LADDER);

describe('the things that a caller may see', () => {
  it('are those that their clearance dominates, cached or looked up', async () => {
    const warm = cold();
    const [open1, secret] = [randomUUID(), randomUUID()];
    await open(open1);
    await open(secret, { level: 'secret' });
    for (const things of [warm, cold()])
      expect([await isKnown(things, open1), await isKnown(things, secret)]).toEqual([true, false]);
    await mark(open1, 1, 'secret');
    await mark(secret, 1, 'public');
    for (const things of [warm, cold()])
      expect([await isKnown(things, open1), await isKnown(things, secret)]).toEqual([false, true]);
  });
  it('have the latest acknowledged marking, whenever they are read', async () => {
    for (let round = 0; round < 100; round++) {
      const id = randomUUID();
      await open(id);
      const things = cold();
      const asking = [isKnown(things, id), isKnown(things, id)];
      await mark(id, 1, 'secret');
      expect(await isKnown(things, id)).toBe(false);
      await mark(id, 2, 'public');
      expect(await isKnown(things, id)).toBe(true);
      await Promise.all(asking);
    }
  });
  it('have a marking that was recorded during the lookup', async () => {
    const id = randomUUID();
    await open(id);
    let go = () => {};
    const raised = new Promise<void>((resolve) => (go = resolve));
    const slow = Object.create(store, {
      readStream: {
        value: async (stream: string) => {
          const events = await store.readStream(stream);
          await raised;
          return events;
        },
      },
    }) as EventStore;
    const things = new ThingIndex(slow, follower, new Grants(), EU_LADDER);
    const asking = isKnown(things, id);
    await mark(id, 1, 'secret');
    go();
    expect([await asking, await isKnown(things, id)]).toEqual([false, false]);
  });
  it('are found even if many others are marked during the lookup', async () => {
    const [id, other] = [randomUUID(), randomUUID()];
    await open(id);
    await open(other);
    let reads = 0;
    const slow = Object.create(store, {
      readStream: {
        value: async (stream: string) => {
          const events = await store.readStream(stream);
          if (++reads > 3) throw new Error('it is looked up again and again');
          await mark(other, reads, reads % 2 === 1 ? 'secret' : 'public');
          return events;
        },
      },
    }) as EventStore;
    expect(await isKnown(new ThingIndex(slow, follower, new Grants(), EU_LADDER), id)).toBe(true);
    expect(reads).toBe(1);
  });
  it('never return to an earlier marking while the follower catches up', async () => {
    const id = randomUUID();
    await open(id);
    await mark(id, 1, 'restreint');
    await mark(id, 2, 'secret');
    const late = new LogFollower(store, unfilledIndex, START);
    const things = new ThingIndex(store, late, new Grants(), EU_LADDER);
    expect(await isKnown(things, id)).toBe(false);
    const meanwhile: Promise<boolean>[] = [];
    late.onEvent(() => void meanwhile.push(isKnown(things, id)));
    await late.follow(never);
    expect(new Set(await Promise.all(meanwhile))).toEqual(new Set([false]));
    await late.stop();
  });
  it('are not shown after a marking that this version does not know, and the follower continues', async () => {
    const things = cold();
    const [id, other] = [randomUUID(), randomUUID()];
    await open(id);
    expect(await isKnown(things, id)).toBe(true);
    await record(id, 1, 'RecordMarked', { marking: { level: 'secret' }, reason: 'x' }, undefined, 99);
    await expect(isKnown(things, id)).rejects.toMatchObject({ name: 'UnknownEvent' });
    await open(other);
    expect(await isKnown(things, other)).toBe(true);
  });
});

describe('the reads of the log for what a caller may not know of', () => {
  /** An index that has seen no event yet, and how often it reads the log for something. */
  const counting = () => {
    let count = 0;
    const counted = Object.create(store, {
      readStream: {
        value: (...asked: Parameters<EventStore['readStream']>) => {
          count += 1;
          return store.readStream(...asked);
        },
      },
    }) as EventStore;
    const things = new ThingIndex(counted, follower, new Grants(), EU_LADDER);
    const readsFor = async (work: (things: ThingIndex) => Promise<unknown>) => {
      const before = count;
      await work(things);
      return count - before;
    };
    return readsFor;
  };
  const inside = async (negotiationId: NegotiationId, marking?: Marking) => {
    const id = randomUUID();
    const eventId = await append(
      streamOf('meeting', id),
      0,
      'MeetingProposed',
      { title: 'Talks' },
      { negotiationId, marking },
    );
    return { id, eventId };
  };
  const openTalks = async (marking?: Marking) => {
    const id = randomUUID() as NegotiationId;
    await append(
      streamOf('negotiation', id),
      0,
      'NegotiationOpened',
      { title: 'Talks' },
      { negotiationId: id, marking },
    );
    return id;
  };
  const secret: Marking = { level: 'secret' };
  const HIDDEN: readonly (readonly [what: string, make: () => Promise<Stream>])[] = [
    ['does not exist', async () => streamOf('meeting', randomUUID())],
    ['is hidden', async () => streamOf('meeting', (await inside(await openTalks(), secret)).id)],
    ['is in a hidden negotiation', async () => streamOf('meeting', (await inside(await openTalks(secret))).id)],
    ['is a hidden negotiation', async () => streamOf('negotiation', await openTalks(secret))],
  ];

  it.each(HIDDEN)('are two, each time, for a thing that %s', async (_, make) => {
    const stream = await make();
    const readsFor = counting();
    const look = async (things: ThingIndex) => {
      const thing = await things.findFor(ben, stream);
      expect(thing !== undefined && (await things.isVisible(ben, thing))).toBe(false);
    };
    for (let time = 0; time < 3; time++) expect(await readsFor(look)).toBe(2);
  });
  it('are two, each time, for a thing in a negotiation without a grant, unless it is to be granted', async () => {
    const eve: Caller = { ...ben, everywhere: false };
    const stream = streamOf('meeting', (await inside(await openTalks())).id);
    const readsFor = counting();
    const reads = [];
    for (const kind of [undefined, 'issue', 'grant', 'grant'] as const)
      reads.push(await readsFor((things) => things.findFor(eve, stream, kind)));
    expect(reads).toEqual([2, 2, 0, 0]);
  });
  it('are none from the second time on for a thing that the caller may know of', async () => {
    const stream = streamOf('meeting', (await inside(await openTalks())).id);
    const readsFor = counting();
    const reads = [];
    for (let time = 0; time < 3; time++) reads.push(await readsFor((things) => things.findFor(ben, stream)));
    expect(reads).toEqual([2, 0, 0]);
  });
  it('are the same if the marking of its negotiation is of a newer version', async () => {
    const negotiation = await openTalks();
    const { id } = await inside(negotiation, secret);
    const readsFor = counting();
    const look = (things: ThingIndex) => things.findFor(ben, streamOf('meeting', id));
    expect(await readsFor(look)).toBe(2);
    const marking = { marking: secret, reason: 'x' };
    await append(streamOf('negotiation', negotiation), 1, 'RecordMarked', marking, {
      negotiationId: negotiation,
      schemaVersion: 99,
    });
    expect(await readsFor(look)).toBe(2);
  });
  it('are one for each reference, each time, and none for one to what the caller may know of', async () => {
    const [here, elsewhere] = [await openTalks(), await openTalks()];
    const [known, hidden, other] = [await inside(here), await inside(here, secret), await inside(elsewhere)];
    const readsFor = counting();
    const reads = async (kind: 'meeting' | 'event', id: string) => {
      const resolve = (things: ThingIndex) => things.resolve([{ kind, id, pointer: '/meetingId' }], here, ben);
      return [await readsFor(resolve), await readsFor(resolve)];
    };
    for (const id of [randomUUID(), hidden.id, other.id]) expect(await reads('meeting', id)).toEqual([1, 1]);
    for (const id of [randomUUID(), hidden.eventId, other.eventId]) expect(await reads('event', id)).toEqual([1, 1]);
    expect(await reads('meeting', known.id)).toEqual([1, 0]);
    expect(await reads('event', known.eventId)).toEqual([0, 0]);
  });
});
