import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { logConfig } from '#config/log-config.js';
import type { Day } from '#domain/world-date.js';
import type { EventStore, StoredEvent } from '#event-store/event-store.js';
import { misbehaving } from '../testing/misbehaving-models.js';
import { changesIn } from './diff.js';
import { PlayheadGone, Replayer, ReplayerClosed } from './replayer.js';
import { about } from '../testing/told-log.js';
import type { Places } from '../log-index/queries.js';
import { placesIn } from '../testing/memory-index.js';
import { scene, tell } from '../testing/projector-scene.js';

const { newLog, close } = scene();
const said = (id: string, negotiationId: string, text: string) =>
  about('statement', id, {
    type: 'StatementMade',
    data: { text, partyId: 'eu', kind: 'remark', verbatim: true },
    metadata: { negotiationId },
  } as never);

let dataDir: string;
const places: Record<string, Places> = {};
const opened: Replayer[] = [];
beforeAll(async () => {
  const { store, dataDir: folder } = await newLog();
  dataDir = folder;
  await tell(store, said('a', 'talks', 'We met.'), said('b', 'deadly', 'die'));
  const log = await everything(store);
  for (const negotiationId of ['talks', 'deadly']) places[negotiationId] = placesIn(log, { negotiationId });
});
afterAll(async () => {
  for (const replayer of opened) await replayer.close();
  await close();
});

const everything = async (store: EventStore): Promise<readonly StoredEvent[]> => {
  const all: StoredEvent[] = [];
  for await (const { events } of store.readAll()) all.push(...events);
  return all;
};

/** A thread that waits for a file before it makes anything, and dies at a fact of one of the negotiations. */
const replaying = (gate: string) => {
  const file = join(dataDir, gate);
  const replayer = new Replayer({
    ...logConfig(dataDir),
    models: misbehaving({ version: '2', gate: file, die: 'always' }),
  });
  opened.push(replayer);
  const replay = async (negotiationId: string, signal = new AbortController().signal) => {
    const playhead = await replayer.open(false);
    try {
      const request = { names: ['things'], places: places[negotiationId]!, choice: { upTo: 9 } };
      await playhead.move(request, { onProgress: () => {}, signal });
      return playhead.db.prepare<[], string>('SELECT label FROM things').pluck().all();
    } finally {
      playhead.close();
    }
  };
  return { replayer, replay, open: () => writeFileSync(file, '') };
};

describe('a replay that was cancelled', () => {
  it('is not made, and does not delay others', async () => {
    const { replay, open } = replaying('cancelled');
    const stop = new AbortController();
    const first = replay('talks');
    const unwanted = replay('deadly', stop.signal);
    const last = replay('talks');
    stop.abort();
    await expect(unwanted).rejects.toBe(stop.signal.reason);
    open();
    expect(await Promise.all([first, last])).toEqual([['We met.'], ['We met.']]);
  });
});

describe('a replay that was aborted before it was requested', () => {
  it('is not made', async () => {
    const { replay, open } = replaying('aborted');
    open();
    const reason = new Error('nobody waits');
    await expect(replay('talks', AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('a comparison', () => {
  const days = ['2026-01-01', '2026-06-01'].map((day) => day as Day);
  const compare = (replayer: Replayer, signal = new AbortController().signal) => {
    const [from, to] = days.map((day, n) => ({ choice: { upTo: n === 0 ? -1 : 9 }, day }));
    const asked = { places: places['talks']!, readsBetween: false, from: from!, to: to! };
    return replayer.diff(asked, { onProgress: () => {}, signal });
  };
  const files = () => readdirSync(dataDir).filter((name) => name.startsWith('moments-'));

  it('is a database whose file has no name any more', async () => {
    const { replayer, open } = replaying('compared');
    open();
    const db = await compare(replayer);
    expect(changesIn(db, undefined, { after: undefined, limit: 10 })).toHaveLength(1);
    expect(files()).toEqual([]);
    db.close();
  });
  it('leaves no file if nobody waits for it any more, or if it fails', async () => {
    const { replayer, replay, open } = replaying('unwanted comparisons');
    open();
    const reason = new Error('nobody waits');
    const unwanted = Array.from({ length: 20 }, (_, n) => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(reason), 3 * n);
      return compare(replayer, stop.signal);
    });
    for (const one of await Promise.allSettled(unwanted))
      if (one.status === 'fulfilled') one.value.close();
      else expect(one.reason).toBe(reason);
    const altered = { ...places['talks']!, entries: new Uint8Array(places['talks']!.entries.length) };
    const asked = { places: altered, readsBetween: false, from: { choice: { upTo: -1 }, day: days[0]! } };
    const to = { choice: { upTo: 9 }, day: days[1]! };
    const listening = { onProgress: () => {}, signal: new AbortController().signal };
    await expect(replayer.diff({ ...asked, to }, listening)).rejects.toMatchObject({ name: 'EventAltered' });
    // The thread answers in turn, so it has ended all that was asked before.
    await replay('talks');
    expect(files()).toEqual([]);
  });
});

describe('a thread that dies', () => {
  it('fails all current requests, and later ones get another thread', async () => {
    const { replay, open } = replaying('dead');
    open();
    const waiting = [replay('deadly'), replay('talks')];
    // Who had no answer of it to wait for is told that it is gone.
    const ended = [new Error('the replaying thread has ended'), new PlayheadGone()];
    for (const one of await Promise.allSettled(waiting))
      expect(ended).toContainEqual((one as PromiseRejectedResult).reason);
    expect(await replay('talks')).toEqual(['We met.']);
  });
});

describe('a replayer that was closed', () => {
  const moments = () => readdirSync(dataDir).filter((name) => name.startsWith('moments-'));

  it('rejects what it was asked, makes nothing more, and leaves no file', async () => {
    const { replayer, replay } = replaying('never');
    const waiting = Promise.allSettled([replay('talks'), replay('talks'), replay('talks')]);
    await replayer.close();
    for (const one of await waiting)
      expect(one).toMatchObject({ status: 'rejected', reason: expect.any(ReplayerClosed) });
    await expect(replayer.open(false)).rejects.toThrow(ReplayerClosed);
    expect(moments()).toEqual([]);
  });
});
