import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NegotiationId, streamOf } from '#domain/ids.js';
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

/** Appends to the thing, and resolves when the append would be acknowledged. */
const record = async (
  id: string,
  revision: number,
  type: string,
  data: object,
  marking?: Marking,
  schemaVersion = 1,
) => {
  const stream = streamOf('meeting', id);
  const metadata = { schemaVersion, negotiationId: talks, commandId: randomUUID(), ...(marking && { marking }) };
  const event = { id: randomUUID(), type, data: JSON.stringify(data), metadata: JSON.stringify(metadata) };
  const sealed = { ...event, ...seal({ ...event, stream, revision }) };
  const expected = revision === 0 ? 'no-stream' : revision - 1;
  return follower.ordinalOf((await store.append(stream, [sealed], { expected })).position);
};
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
