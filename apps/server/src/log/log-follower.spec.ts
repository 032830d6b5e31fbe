import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { streamOf } from '#domain/ids.js';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import { withDeadline } from '#event-store/deadline.js';
import type { EventStore } from '#event-store/event-store.js';
import { seal } from '#ledger/seal.js';
import { START } from '#read-models/projection/checkpoint.js';
import { memoryIndex, unfilledIndex } from '#read-models/testing/memory-index.js';
import { type Index, LogFollower } from './log-follower.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-follower-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const never = (reason: unknown) => {
  throw reason;
};

let store: EventStore;
let count = 0;
beforeEach(async () => {
  store = await openEventStore(logConfig(join(root, String(count++))), 'owner');
});
afterEach(() => store.close());

/** The id of the event about a party with a one-letter id. */
const idOf = (id: string) => `5ba1ad00-0000-4000-8000-00000000000${id}`;

/** A command with an Idempotency-Key has a `request` in its metadata. */
const record = async (id: string, keyed = false) => {
  const stream = streamOf('party', id);
  const metadata = JSON.stringify({
    negotiationId: 'talks',
    recordedBy: { issuer: 'local', subject: 'ana', name: 'Ana' },
    recordedAt: '2026-01-01T00:00:00.000Z',
    learnedAt: '2026-01-01T00:00:00.000Z',
    commandId: `command-${id}`,
    ...(keyed && { request: 'r' }),
  });
  const event = { id: idOf(id), stream, revision: 0, type: 'PartyJoined', data: '{}', metadata };
  return (await store.append(stream, [{ ...event, ...seal(event) }], { expected: 'no-stream' })).position;
};

/** An index that is empty before `fill`, and then has the whole log. */
const fillable = () => {
  const filled = memoryIndex();
  let upTo = -1;
  const index: Index = {
    get upTo() {
      return upTo;
    },
    until: async (ordinal) => upTo >= ordinal,
    read: (clearance, question) => filled.read(clearance, question),
  };
  const fill = async () => {
    for await (const { events } of store.readAll()) {
      filled.add(events);
      upTo += events.length;
    }
  };
  return { index, fill };
};

describe('the log follower', () => {
  it('numbers events: an event has its ordinal as soon as it can be looked up', async () => {
    await record('a');
    const follower = new LogFollower(store, unfilledIndex, START);
    await follower.follow(never);
    expect([follower.head, follower.logId]).toEqual([0, idOf('a')]);
    const positions = await Promise.all(['b', 'c', 'd'].map((id) => record(id)));
    expect(await Promise.all(positions.map((position) => follower.ordinalOf(position)))).toEqual([1, 2, 3]);
    expect(follower.head).toBe(3);
    await follower.stop();
  });
  it('continues from the views, with the same ordinals', async () => {
    const [first, second] = [await record('a'), await record('b')];
    const follower = new LogFollower(store, unfilledIndex, { position: first, ordinal: 0 });
    await follower.follow(never);
    expect([follower.head, follower.logId, await follower.ordinalOf(second)]).toEqual([1, idOf('a'), 1]);
    await follower.stop();
  });
  it('finds commands with an Idempotency-Key, and every event', async () => {
    const follower = new LogFollower(store, unfilledIndex, START);
    await follower.follow(never);
    await follower.ordinalOf(await record('a', true));
    await follower.ordinalOf(await record('b'));
    expect(await follower.streamOfCommand('command-a')).toBe('party-a');
    expect(await follower.streamOfCommand('command-b')).toBeUndefined();
    expect(await follower.streamOfEvent(idOf('b'))).toBe('party-b');
    expect(await follower.streamOfEvent(idOf('c'))).toBeUndefined();
    await follower.stop();
  });
  it('drops the events that the index has, and looks them up there', async () => {
    const { index, fill } = fillable();
    const follower = new LogFollower(store, index, START);
    await follower.follow(never);
    for (const id of ['a', 'b']) await follower.ordinalOf(await record(id, true));
    await fill();
    follower.indexed(1);
    await follower.ordinalOf(await record('c', true));
    for (const id of ['a', 'b', 'c']) {
      expect(await follower.streamOfCommand(`command-${id}`)).toBe(`party-${id}`);
      expect(await follower.streamOfEvent(idOf(id))).toBe(`party-${id}`);
    }
    expect(await follower.streamOfCommand('command-d')).toBeUndefined();
    expect(await follower.streamOfEvent(idOf('d'))).toBeUndefined();
    await follower.stop();
  });
  it('gives no negative answer while the index is being filled', async () => {
    const position = await record('a', true);
    const { index, fill } = fillable();
    const follower = new LogFollower(store, index, { position, ordinal: 0 });
    await follower.follow(never);
    await follower.ordinalOf(await record('b', true));
    expect(await follower.streamOfCommand('command-b')).toBe('party-b');
    await expect(follower.streamOfCommand('command-a')).rejects.toMatchObject({ outcome: 'not-written' });
    await expect(follower.streamOfCommand('command-c')).rejects.toThrow('The index of the log is being filled');
    await fill();
    expect(await follower.streamOfCommand('command-a')).toBe('party-a');
    expect(await follower.streamOfCommand('command-c')).toBeUndefined();
    await follower.stop();
  });
  it('of an empty log is before the first event', async () => {
    const follower = new LogFollower(store, unfilledIndex, START);
    await follower.follow(never);
    expect([follower.head, follower.logId]).toEqual([-1, undefined]);
    await follower.stop();
  });
  it.each([
    ['what is wrong with the log', 'EventStoreDB cannot be reached: no answer within 3000 ms'],
    ['how far it has read if the log answers', undefined],
  ])('says why the end of the log was not read in time, and what to do: %s', async (_, trouble) => {
    const shared = Object.assign(Object.create(store) as EventStore, {
      isShared: true,
      head: () => new Promise(() => {}),
    });
    Object.defineProperty(shared, 'trouble', { value: trouble });
    const follower = new LogFollower(shared, unfilledIndex, START);
    const why = trouble ?? 'the log answers, but its events did not arrive: they were read up to -1';
    await expect(withDeadline(20, () => follower.upToDate())).rejects.toThrow(
      `The end of the log could not be read in time: ${why}. Try again. If this lasts, see /health/ready`,
    );
  });
});
