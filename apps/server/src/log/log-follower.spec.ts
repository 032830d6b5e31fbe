import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { streamOf } from '#domain/ids.js';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import type { EventStore } from '#event-store/event-store.js';
import { seal } from '#ledger/entry.js';
import { START } from '#read-models/projection/checkpoint.js';
import { type LogIndex, LogFollower } from './log-follower.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-follower-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const nothing: LogIndex = { upTo: () => -1, streamOfCommand: () => undefined, streamOfEvent: () => undefined };
const never = (reason: unknown) => {
  throw reason;
};

let store: EventStore;
let count = 0;
beforeEach(async () => {
  store = await openEventStore(logConfig(join(root, String(count++))), 'owner');
});

/** A command with an Idempotency-Key has a `request` in its metadata. */
const record = async (id: string, keyed = false) => {
  const stream = streamOf('party', id);
  const metadata = `{"commandId":"command-${id}"${keyed ? ',"request":"r"' : ''}}`;
  const event = { id: `event-${id}`, stream, revision: 0, type: 'PartyJoined', data: '{}', metadata };
  return (await store.append(stream, [{ ...event, ...seal(event) }], { expected: 'no-stream' })).position;
};

describe('the log follower', () => {
  it('numbers events: an event has its ordinal as soon as it can be looked up', async () => {
    await record('a');
    const follower = new LogFollower(store, nothing, START);
    await follower.follow(never);
    expect([follower.head, follower.logId]).toEqual([0, 'event-a']);
    const positions = await Promise.all(['b', 'c', 'd'].map((id) => record(id)));
    expect(await Promise.all(positions.map((position) => follower.ordinalOf(position)))).toEqual([1, 2, 3]);
    expect(follower.head).toBe(3);
    await follower.stop();
  });
  it('continues from the views, with the same ordinals', async () => {
    const [first, second] = [await record('a'), await record('b')];
    const follower = new LogFollower(store, nothing, { position: first, ordinal: 0 });
    await follower.follow(never);
    expect([follower.head, follower.logId, await follower.ordinalOf(second)]).toEqual([1, 'event-a', 1]);
    await follower.stop();
  });
  it('finds commands with an Idempotency-Key, and every event', async () => {
    const follower = new LogFollower(store, nothing, START);
    await follower.follow(never);
    await follower.ordinalOf(await record('a', true));
    await follower.ordinalOf(await record('b'));
    expect(await follower.streamOfCommand('command-a')).toBe('party-a');
    expect(await follower.streamOfCommand('command-b')).toBeUndefined();
    expect(await follower.streamOfEvent('event-b')).toBe('party-b');
    expect(await follower.streamOfEvent('event-c')).toBeUndefined();
    await follower.stop();
  });
  it('uses the views for the events that they have, and trusts their negative answers', async () => {
    const views: LogIndex = {
      ...nothing,
      upTo: () => 0,
      streamOfEvent: (id) => (id === 'event-old' ? streamOf('party', 'old') : undefined),
    };
    const follower = new LogFollower(store, views, START);
    await follower.follow(never);
    await follower.ordinalOf(await record('a', true));
    follower.projected(0);
    expect(await follower.streamOfEvent('event-old')).toBe('party-old');
    expect(await follower.streamOfCommand('command-a')).toBeUndefined();
    await follower.stop();
  });
  it('searches the log if the views are gone and the event is no longer in memory', async () => {
    const follower = new LogFollower(store, nothing, START);
    await follower.follow(never);
    await follower.ordinalOf(await record('a', true));
    follower.projected(0);
    expect(await follower.streamOfCommand('command-a')).toBe('party-a');
    expect(await follower.streamOfEvent('event-a')).toBe('party-a');
    await follower.stop();
  });
  it('keeps a bounded number of events in memory, and still finds all', async () => {
    const follower = new LogFollower(store, nothing, START, 2);
    await follower.follow(never);
    for (const id of ['a', 'b', 'c', 'd', 'e']) await follower.ordinalOf(await record(id, true));
    for (const id of ['a', 'c', 'e']) {
      expect(await follower.streamOfCommand(`command-${id}`)).toBe(`party-${id}`);
      expect(await follower.streamOfEvent(`event-${id}`)).toBe(`party-${id}`);
    }
    // Events in memory and unknown ids need no search of the log; dropped events do.
    await follower.stop();
    await store.close();
    expect(await follower.streamOfEvent('event-e')).toBe('party-e');
    expect(await follower.streamOfCommand('command-f')).toBeUndefined();
    expect(await follower.streamOfEvent('event-f')).toBeUndefined();
    await expect(follower.streamOfCommand('command-a')).rejects.toThrow('closed');
  });
  it('trusts the views again when they have all dropped events', async () => {
    let upTo = -1;
    const follower = new LogFollower(store, { ...nothing, upTo: () => upTo }, START, 1);
    await follower.follow(never);
    for (const id of ['a', 'b', 'c']) await follower.ordinalOf(await record(id, true));
    await follower.stop();
    await store.close();
    upTo = 1;
    follower.projected(1);
    expect(await follower.streamOfCommand('command-a')).toBeUndefined();
    expect(await follower.streamOfCommand('command-c')).toBe('party-c');
    upTo = -1;
    await expect(follower.streamOfCommand('command-a')).rejects.toThrow('closed');
  });
  it('of an empty log is before the first event', async () => {
    const follower = new LogFollower(store, nothing, START);
    await follower.follow(never);
    expect([follower.head, follower.logId]).toEqual([-1, undefined]);
    await follower.stop();
  });
});
