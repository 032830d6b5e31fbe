import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { everything } from '../event-store.testing.js';
import { SqliteEventStore } from './sqlite-event-store.js';
import { launch, scratch } from './testing/launch.js';

// These require `strace` and permission to create a mount namespace with `unshare`. Without them the tests fail,
// because a guarantee about the disk must be tested.

const { folder, remove } = scratch();
afterAll(remove);

type Line = {
  id?: string;
  position?: string;
  outcome?: string;
  message?: string;
  failure?: string;
  refused?: object;
  stopped?: boolean;
  figures?: { groups: number };
};

type Filled = {
  whenFull: { acknowledged: string[]; read: string[]; refused: object[] };
  afterwards: number;
  kept: string[];
  acknowledged: string[];
  stopped: boolean;
};

let folders = 0;
const newFolder = () => folder(`log-${folders++}`);

/** A log that already exists, so that a fault does not affect its creation. */
async function newLog() {
  const dataDir = newFolder();
  await SqliteEventStore.open(dataDir, { mode: 'owner' }).close();
  return dataDir;
}

/** Appends under strace, which counts fsyncs and lets some fail: all, or those on one file of the log. */
async function append(dataDir: string, work: readonly string[], { fail, on }: { fail?: string; on?: string }) {
  const trace = `${dataDir}.strace`;
  const fault = fail ? ['-e', `inject=fsync,fdatasync:error=EIO:when=${fail}`] : [];
  const path = on ? ['-P', join(dataDir, on)] : [];
  const strace = ['strace', '-f', '-qq', '-o', trace, '-e', 'trace=fsync,fdatasync', ...path, ...fault];
  const lines = await launch('append', [dataDir, ...work], strace).report<Line>();
  const acknowledged = lines.filter(({ position }) => position).map(({ id }) => id!);
  const outcomes = lines.filter(({ outcome }) => outcome).map(({ outcome }) => outcome!);
  const synced = readFileSync(trace, 'utf8').match(/f(data)?sync.*= 0$/gm) ?? [];
  return { lines, acknowledged, outcomes, fsyncs: synced.length, last: lines.at(-1)! };
}

const idsIn = async (dataDir: string) => {
  const store = SqliteEventStore.open(dataDir, { mode: 'owner' });
  const ids = (await everything(store, {})).map(({ id }) => id);
  await store.close();
  return ids;
};

describe('the embedded log on a failing disk', () => {
  it('waits for at least one fsync before each group is acknowledged', async () => {
    const { acknowledged, fsyncs, last } = await append(await newLog(), ['40', '3', '10'], { on: 'events.db-wal' });
    expect(acknowledged).toHaveLength(120);
    expect(last.figures!.groups).toBeGreaterThanOrEqual(40);
    expect(fsyncs).toBeGreaterThanOrEqual(last.figures!.groups);
  });

  it('stops at once if an fsync fails, without having acknowledged a lost event', async () => {
    const dataDir = await newLog();
    const fault = { fail: '10', on: 'events.db-wal' };
    const { lines, acknowledged, outcomes, last } = await append(dataDir, ['20', '3', '10'], fault);
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.length).toBeLessThan(60);
    // The group in the fsync and all later ones fail: nothing is retried.
    expect(outcomes.slice(0, 3)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(new Set(outcomes.slice(3))).toEqual(new Set(['not-written']));
    expect(acknowledged.length + outcomes.length).toBe(60);
    expect(lines.filter(({ failure }) => failure)).toEqual([{ failure: expect.stringContaining('disk I/O error') }]);
    expect(last.stopped).toBe(true);
    const kept = await idsIn(dataDir);
    expect(kept).toEqual(expect.arrayContaining(acknowledged));
    expect(kept.length).toBeLessThanOrEqual(acknowledged.length + 3);
  });

  it('also stops if the fsync of a checkpoint fails, which SQLite alone would not report', async () => {
    const dataDir = await newLog();
    const fault = { fail: '1+', on: 'events.db' };
    const { acknowledged, outcomes, last } = await append(dataDir, ['12', '4', '100000'], fault);
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(new Set(outcomes)).toEqual(new Set(['not-written']));
    expect(last.stopped).toBe(true);
    expect(await idsIn(dataDir)).toEqual(acknowledged);
  });

  describe('whose shared memory finds no room', () => {
    /** A transaction so long that its index in the shared memory needs more of it. The first write for that finds no room. */
    const appendRounds = async (dataDir: string, rounds: number) => {
      const shared = ['-P', join(dataDir, 'events.db-shm'), '-e', 'inject=pwrite64:error=ENOSPC:when=1'];
      const strace = ['strace', '-f', '-qq', '-o', `${dataDir}.strace`, '-e', 'trace=pwrite64', ...shared];
      // The shared memory is there already, so an open writes nothing to it.
      const beside = SqliteEventStore.open(dataDir, { mode: 'reader' });
      const lines = await launch('append', [dataDir, String(rounds), '4', '4190000'], strace).report<Line>();
      await beside.close();
      const refused = lines.filter(({ outcome }) => outcome);
      const why = 'The disk is full, and it is not known whether this was written: free some space and retry';
      expect(refused.map(({ outcome, message }) => [outcome, message])).toEqual(
        Array.from({ length: 4 }, () => ['unknown', why]),
      );
      expect(lines.filter(({ failure }) => failure)).toEqual([]);
      expect(lines.at(-1)!.stopped).toBe(false);
      return {
        refused: refused.map(({ id }) => id),
        kept: lines.flatMap(({ id, position }) => (position ? [id] : [])),
      };
    };

    it('does not know whether an append was written, which a start finds if the process ends then', async () => {
      const dataDir = await newLog();
      const { refused, kept } = await appendRounds(dataDir, 1);
      expect([await idsIn(dataDir), kept]).toEqual([refused, []]);
    });

    it('does not stop: later appends are written, in the place of the one that was refused', async () => {
      const dataDir = await newLog();
      const { kept } = await appendRounds(dataDir, 2);
      expect(kept).toHaveLength(4);
      expect(await idsIn(dataDir)).toEqual(kept);
    });
  });

  it.each([
    ['the name of its folder', { fail: '1' }],
    ['its change to WAL, which SQLite alone would not report', { fail: '1', on: 'events.db' }],
    ['anything', { fail: '1+' }],
  ])('does not create a log if the disk fails to store %s', async (_, fault) => {
    const { lines } = await append(newFolder(), ['1', '1', '10'], fault);
    const message = expect.stringContaining('cannot be opened');
    expect(lines).toEqual([{ refused: { name: 'Unavailable', outcome: 'not-written', message } }]);
  });

  it('refuses appends on a full disk, still reads, keeps acknowledged events, and continues when there is space', async () => {
    const dataDir = newFolder();
    mkdirSync(dataDir);
    const mount = ['unshare', '-rm', 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"', dataDir];
    const [report] = await launch('fill', [dataDir], mount).report<Filled>();
    const { whenFull, afterwards, kept, acknowledged, stopped } = report!;
    expect(whenFull.refused.length).toBeGreaterThanOrEqual(8);
    for (const refusal of whenFull.refused)
      expect(refusal).toEqual({
        name: 'Unavailable',
        outcome: 'not-written',
        message: expect.stringMatching(/disk is full.*free some space/),
      });
    expect(whenFull.acknowledged.length).toBeGreaterThan(10);
    expect(whenFull.read).toEqual(whenFull.acknowledged);
    expect(afterwards).toBe(4);
    expect(kept).toEqual(acknowledged);
    expect(stopped).toBe(false);
  });
});
