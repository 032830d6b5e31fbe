import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { everything, happened, happenings } from '../event-store.testing.js';
import type { Unavailable } from '../event-store.js';
import { APPEND_BYTES, SqliteEventStore } from './sqlite-event-store.js';
import { holdSyncs } from './testing/hold-syncs.js';
import { launch, scratch } from './testing/launch.js';

const { folder, remove } = scratch();
afterAll(remove);

let folders = 0;
let dataDir: string;
beforeEach(() => {
  dataDir = folder(`log-${folders++}`);
});
const own = () => SqliteEventStore.open(dataDir, { mode: 'owner' });
const outcomeOf = async (append: Promise<unknown>) =>
  append.then(
    () => 'acknowledged',
    (error: Unavailable) => `${error.name}, ${error.outcome}: ${error.message}`,
  );

describe('the thread that writes the log', () => {
  it('waits for a disk that hangs, while the log is read as it was before', async () => {
    const { child, lines, report } = launch('read-beside', [dataDir]);
    const next = async () => JSON.parse((await lines.next()).value as string) as unknown;
    expect(await next()).toEqual({ ready: true });
    const { release } = await holdSyncs(child.pid!, join(dataDir, 'events.db-wal'));
    child.kill('SIGUSR2');
    try {
      expect(await next()).toEqual({ stream: 2, all: [2], head: '0000000000000002', unfinished: [] });
    } finally {
      await release();
    }
    expect(await report()).toEqual([{ appended: '0000000000000003' }, { unfinished: 1 }]);
  });

  it('commits while the event loop is blocked', async () => {
    const store = own();
    await store.append('meeting-1', happenings(1), { expected: 'no-stream' });
    const db = new Database(join(dataDir, 'events.db'), { readonly: true });
    const count = db.prepare<[], number>('SELECT count(*) FROM events').pluck();
    const append = store.append('meeting-2', happenings(1), { expected: 'no-stream' });
    await nextTurn(); // it was sent
    while (count.get() === 1);
    db.close();
    expect(await append).toMatchObject({ revision: 0 });
    await store.close();
  });

  it('does not keep a process alive, whose last append is acknowledged', async () => {
    expect(await launch('never-close', [dataDir]).report()).toEqual([{ position: '0000000000000001' }]);
    const store = own();
    expect(await everything(store, {})).toHaveLength(1);
    await store.close();
  });
});

type Line = { stream?: string; outcome?: string; failure?: string; stopped?: boolean };

describe('a thread that is lost', () => {
  it.each([
    [0, 'terminate', 'the thread that writes it has ended'],
    [1, 'terminate', 'the thread that writes it has ended'],
    [9, 'terminate', 'the thread that writes it has ended'],
    [30, 'terminate', 'the thread that writes it has ended'],
    [1, 'error', 'TypeError'],
    [9, 'error', 'TypeError'],
  ])(
    'after %i acknowledged appends, by %s, leaves each append whole or absent, and stops the log: %s',
    async (after, how, why) => {
      const lines = await launch('lose-thread', [dataDir, String(after), how]).report<Line>();
      const outcomes = lines.filter(({ stream }) => stream);
      // Those that were not sent yet are known to be not written.
      if (after === 0) expect(outcomes[0]).toMatchObject({ outcome: 'unknown' });
      expect(outcomes.at(-1)).toMatchObject({ stream: 'later-0', outcome: 'not-written' });
      expect(lines.filter(({ failure }) => failure)).toEqual([
        { failure: expect.stringContaining(`The log has stopped: ${why}`) },
      ]);
      expect(lines.at(-1)).toEqual({ stopped: true });

      const store = own();
      const kept = Map.groupBy(await everything(store, {}), ({ stream }) => stream);
      await store.check();
      await store.close();
      for (const { stream, outcome } of outcomes) {
        const events = kept.get(stream!)?.length ?? 0;
        if (outcome === 'acknowledged') expect(events).toBe(3);
        else if (outcome === 'not-written') expect(events).toBe(0);
        else expect([outcome, [0, 3].includes(events)]).toEqual(['unknown', true]);
      }
    },
  );
});

describe('the queue of the thread', () => {
  it('is bounded: beyond 2048 appends, one is refused, and can be retried', async () => {
    const store = own();
    const appends = Array.from({ length: 2050 }, (_, n) =>
      store.append(`meeting-${n}`, [happened(n)], { expected: 'no-stream' }),
    );
    const outcomes = await Promise.all(appends.map(outcomeOf));
    expect(new Set(outcomes.slice(0, 2048))).toEqual(new Set(['acknowledged']));
    const refusal = expect.stringMatching(
      /^Unavailable, not-written: 2048 appends with \d+ MiB wait for the disk.*retry$/,
    );
    expect(outcomes.slice(2048)).toEqual([refusal, refusal]);
    expect(store.failure).toBeUndefined();
    await store.append('meeting-2049', happenings(1), { expected: 'no-stream' });
    expect(await everything(store, {})).toHaveLength(2049);
    await store.close();
  });

  it('is bounded in bytes: beyond 64 MiB, an append is refused', async () => {
    const store = own();
    const event = () => happened(0, 'x'.repeat(APPEND_BYTES - 1000));
    const appends = Array.from({ length: 17 }, (_, n) =>
      store.append(`meeting-${n}`, [event()], { expected: 'no-stream' }),
    );
    const outcomes = await Promise.all(appends.map(outcomeOf));
    expect(outcomes.filter((outcome) => outcome === 'acknowledged')).toHaveLength(16);
    expect(outcomes.at(-1)).toMatch(/^Unavailable, not-written: 16 appends with 64 MiB wait for the disk/);
    await store.close();
  });

  it('takes what is larger than its bound if nothing else waits', async () => {
    const store = own();
    const events = Array.from({ length: 17 }, (_, revision) => ({
      ...happened(revision, 'x'.repeat(APPEND_BYTES - 1000)),
      stream: 'meeting-1',
      revision,
    }));
    await store.load(events);
    expect(await store.head()).toBe('0000000000000017');
    await store.close();
  });
});
