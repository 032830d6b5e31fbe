import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EU_LADDER } from '#domain/marking.js';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import type { EventStore } from '#event-store/event-store.js';
import { Projector } from '#read-models/projector/projector.js';
import { Replayer } from '#read-models/replay/replayer.js';
import type { LogIndex } from '#read-models/log-index/log-index.js';
import { longDossier } from '#read-models/testing/dossier.js';
import { tell } from '#read-models/testing/projector-scene.js';
import { unfilledIndex } from '#read-models/testing/memory-index.js';
import { TamperAlarm } from '../log/tamper-alarm.js';
import { Replays } from './replays.js';
import { type Sight, Sights } from './sights.js';
import { Views } from '../log/views.js';

const restreint = { level: 'restreint', compartments: [] };
const index = unfilledIndex as LogIndex;
const alarm = new TamperAlarm({ fatal: () => {} });
const secret = { level: 'secret', compartments: ['trade', 'energy'] };

let dataDir: string;
let store: EventStore;
let whole: Sight;
let sights: Sights;
let told: string[];
beforeEach(async () => {
  told = [];
  dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-sights-'));
  store = await openEventStore(logConfig(dataDir), 'owner');
  const views = new Views(dataDir);
  const projector = await Projector.start(logConfig(dataDir));
  whole = {
    clearance: undefined,
    projector,
    views,
    replays: new Replays(index, undefined, new Replayer(logConfig(dataDir)), 1e6, () => {}, alarm),
  };
});
afterEach(async () => {
  await sights.close();
  await whole.projector.stop();
  whole.views.close();
  await store.close();
  rmSync(dataDir, { recursive: true });
});
const open = (most: number, idleMs = 60_000, checkEveryMs = 60_000) =>
  (sights = new Sights(whole, {
    ...logConfig(dataDir),
    ladder: EU_LADDER,
    index,
    alarm,
    most,
    replayMemory: 1e6,
    log: (level, message) => void told.push(`${level}: ${message}`),
    checkEveryMs,
    idleMs,
  }));
const readFrom = ({ views }: Sight) => views.read(['things'], () => 'read').body;
const folders = () => readdirSync(join(dataDir, 'sights'));
const until = async (holds: () => boolean) => {
  for (let i = 0; i < 400 && !holds(); i++) await sleep(25);
  expect(holds()).toBe(true);
};

describe('the views of a clearance', () => {
  it('are those of the whole log where there is no clearance', async () => {
    open(1);
    expect(await sights.use(undefined, async (sight) => sight)).toBe(whole);
    expect(sights.size).toBe(0);
  });
  it('are the same for whoever is cleared for the same', async () => {
    open(2);
    const [one, other] = [
      await sights.use(secret, async (sight) => sight),
      { ...secret, compartments: ['energy', 'trade', 'trade'] },
    ];
    expect(await sights.use(other, async (sight) => sight)).toBe(one);
    expect(await sights.use(restreint, async (sight) => sight)).not.toBe(one);
    expect(sights.size).toBe(2);
  });
  it('go when nobody asks for them any more, and are made anew for who does', async () => {
    open(1, 50);
    expect(await sights.use(secret, async (sight) => readFrom(sight))).toBe('read');
    await until(() => sights.size === 0 && folders().length === 0);
    expect(await sights.use(secret, async (sight) => readFrom(sight))).toBe('read');
  });
  it('stay as long as somebody works with them', async () => {
    open(1, 50);
    const { sight, release } = await sights.hold(secret);
    await sleep(300);
    expect(readFrom(sight)).toBe('read');
    release();
    await until(() => sights.size === 0);
  });
  it('make room for another clearance, but not while somebody works with them', async () => {
    open(1);
    const { release } = await sights.hold(secret);
    await expect(sights.use(restreint, async () => 'made')).rejects.toMatchObject({
      status: 503,
      code: 'view-being-prepared',
      extras: { headers: { 'retry-after': '2' } },
    });
    release();
    expect(await sights.use(restreint, async () => 'made')).toBe('made');
    expect(sights.size).toBe(1);
  });
  it('are put right if somebody alters them, which is told', async () => {
    await tell(store, ...longDossier(30, 'told'));
    open(1, 60_000, 100);
    const { sight, release } = await sights.hold(restreint);
    const count = () =>
      sight.views.read(['things'], (db) => db.prepare('SELECT count(*) FROM things').pluck().get()).body as number;
    const before = count();
    expect(before).toBeGreaterThan(0);
    const altered = new Database(join(dataDir, 'sights', folders()[0]!, 'views.db'));
    altered.exec('DELETE FROM things');
    altered.close();
    await until(() => told.some((line) => line.startsWith('error: things in the views of a clearance was not')));
    await until(() => count() === before);
    release();
  });
  it('leave nothing behind', async () => {
    open(2);
    await sights.use(secret, async () => {});
    await sights.close();
    expect(folders()).toEqual([]);
  });
});
