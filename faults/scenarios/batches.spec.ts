import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { holdSyncs } from '#event-store/sqlite/testing/hold-syncs.js';
import { isCheckpointStream } from '#ledger/checkpoint-name.js';
import { endOf, type Process, readyAt, startProcess, stop } from '../../test/support/process.js';
import { NO_TIMER, remove } from '../../test/support/service.js';
import { figureIn } from '../support/figure-in.js';
import { wholeLog } from '../support/simulated-recorder.js';
import { fill, smallDisk } from './full-disk.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-batches-'));
afterAll(() => remove(root));

type Result = Readonly<{ status: number; body: Readonly<{ code?: string; id?: string }> }>;

/** A negotiation, and then facts about it. */
const talks = (count: number) => {
  const id = randomUUID();
  const rest = Array.from({ length: count - 1 }, (_, n) => ({
    path: `/v1/negotiations/${id}/describe`,
    body: { title: `Talks ${n + 1}`, description: 'x'.repeat(1_000) },
  }));
  return { id, commands: [{ path: '/v1/negotiations', body: { id, title: 'Talks 0' } }, ...rest] };
};
const send = async ({ url }: Process, commands: readonly object[], key: string): Promise<readonly Result[]> => {
  const answer = await fetch(`${url}/v1/batches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `"${key}"` },
    body: JSON.stringify(commands),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as readonly Result[];
};
const groupsOf = async ({ url }: Process) =>
  figureIn(await (await fetch(`${url}/metrics`)).text(), 'rapporteur_log_groups');
/** The titles that were recorded, in the order of the log. */
const titlesIn = async (dataDir: string) =>
  (await wholeLog(dataDir))
    .filter(({ stream }) => !isCheckpointStream(stream))
    .map(({ data }) => (JSON.parse(data) as { title: string }).title);
const titlesOf = (count: number) => Array.from({ length: count }, (_, n) => `Talks ${n}`);
const statusesOf = (results: readonly Result[]) => [...new Set(results.map(({ status }) => status))];

describe('a batch on a disk that hangs', () => {
  it('is on the disk before it is answered, all of it in a few groups, and nobody sees it before', async () => {
    const dataDir = join(root, 'slow');
    const service = await startProcess({ dataDir, env: NO_TIMER });
    const { id, commands } = talks(200);
    const before = await groupsOf(service);
    const { release } = await holdSyncs(service.pid, join(dataDir, 'events.db-wal'));
    let answered = false;
    const results = send(service, commands, 'held').finally(() => (answered = true));
    try {
      for (let n = 0; n < 20; n++) {
        expect((await fetch(`${service.url}/v1/negotiations/${id}`)).status).toBe(404);
        await sleep(20);
      }
      expect(answered).toBe(false);
    } finally {
      await release();
    }
    expect(statusesOf(await results)).toEqual([201]);
    expect((await groupsOf(service)) - before).toBeLessThanOrEqual(20);
    await stop(service);
    expect(await titlesIn(dataDir)).toEqual(titlesOf(200));
  });
});

describe('a service that is killed in the middle of a batch', () => {
  it('has a prefix of it, and the same batch again records the rest of it once', async () => {
    const dataDir = join(root, 'killed');
    const { commands } = talks(1_000);
    for (let kills = 0; kills < 3; kills++) {
      const service = await startProcess({ dataDir, env: NO_TIMER });
      const before = await groupsOf(service);
      const answer = send(service, commands, 'killed').then(statusesOf, (error: Error) => error.name);
      // In the middle: some of it is in the log.
      while ((await groupsOf(service)) === before) await sleep(1);
      service.child.kill('SIGKILL');
      await endOf(service);
      expect(['TypeError', [201]]).toContainEqual(await answer);
      const there = await titlesIn(dataDir);
      expect(there.length).toBeGreaterThan(0);
      expect(there).toEqual(titlesOf(there.length));
    }
    const service = await startProcess({ dataDir, env: NO_TIMER });
    expect(statusesOf(await send(service, commands, 'killed'))).toEqual([201]);
    await stop(service);
    expect(await titlesIn(dataDir)).toEqual(titlesOf(1_000));
  });
});

describe('a batch on a disk that becomes full', () => {
  it('says which of it was recorded, and the same batch again records the rest once there is room', async () => {
    const disk = join(root, 'full');
    mkdirSync(disk);
    const dataDir = join(disk, 'data');
    const service = await startProcess({ dataDir, env: NO_TIMER, before: smallDisk(disk, '40m') });
    const inside = join(`/proc/${service.pid}/root`, disk);
    const { id, commands } = talks(1_000);
    const empty = fill(inside, 150);
    const results = await send(service, commands, 'full');
    const recorded = results.findIndex(({ status }) => status !== 201);
    expect(recorded).toBeGreaterThanOrEqual(0);
    expect(results.slice(recorded).map(({ status, body }) => [status, body.code])).toEqual([
      [503, 'log-unavailable'],
      ...Array.from({ length: 999 - recorded }, () => [503, 'not-tried']),
    ]);
    empty();
    expect(statusesOf(await send(service, commands, 'full'))).toEqual([201]);
    await readyAt(service.url);
    const shown = await fetch(`${service.url}/v1/negotiations/${id}`);
    expect([shown.status, ((await shown.json()) as { title: string }).title]).toEqual([200, 'Talks 999']);
    // SQLite does not open a file by a path through /proc.
    cpSync(join(inside, 'data'), join(root, 'copy'), { recursive: true });
    expect(await titlesIn(join(root, 'copy'))).toEqual(titlesOf(1_000));
    await stop(service);
  });
});
