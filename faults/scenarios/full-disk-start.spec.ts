import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readyAt, startInVain, startProcess, stop } from '../../test/support/process.js';
import { remove } from '../../test/support/service.js';
import { smallDisk } from './full-disk.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-full-'));
const recorded = join(root, 'recorded');
const COUNT = 199;
const env = { LOG_LEVEL: 'fatal' };

const post = (url: string, path: string, body: object) =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

beforeAll(async () => {
  const service = await startProcess({ dataDir: recorded, env });
  const description = 'x'.repeat(8_000);
  const batch = Array.from({ length: COUNT }, (_, n) => ({
    path: '/v1/negotiations',
    body: { title: `Talks ${n}`, description },
  }));
  const { status } = await post(service.url, '/v1/batches', batch);
  if (status !== 200) throw new Error(`the batch is answered with ${status}`);
  await readyAt(service.url);
  await stop(service);
});
afterAll(() => remove(root));

/** The record on a disk that has room for 128 kB more. `without`: files that are left out. */
const onFullDisk = (disk: string, without: readonly string[] = []) => {
  mkdirSync(disk);
  const dataDir = join(disk, 'data');
  const room = `$(($(df -k --output=avail ${disk} | tail -n 1) - 128))`;
  const prepare = [
    `cp -r ${recorded} ${dataDir}`,
    ...without.map((file) => `rm ${join(dataDir, file)}`),
    `head -c ${room}k /dev/zero > ${join(disk, 'filler')}`,
  ].join(' && ');
  return { dataDir, before: smallDisk(disk, '24m', prepare), env };
};

describe('a start on a full disk', () => {
  it('that has no room for the views says so, and loses nothing', async () => {
    const { code, output } = await startInVain(onFullDisk(join(root, 'views'), ['views.db', 'views.db-stamp']));
    expect(code).toBe(2);
    expect(output).toContain('The disk is full, and views.db has no room. Nothing is lost. Make room');
  });

  it('that has no room for the index of the log records, and makes the index once there is room', async () => {
    const disk = join(root, 'index');
    const service = await startProcess(onFullDisk(disk));
    try {
      expect((await post(service.url, '/v1/negotiations', { title: 'Recorded' })).status).toBe(201);
      const trail = () => fetch(`${service.url}/v1/audit/trail?limit=200&type=NegotiationOpened`);
      const refused = await trail();
      expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);
      // The log of who reads the trail may have no room either.
      const { code } = (await refused.json()) as { code: string };
      expect(['access-not-logged', 'log-not-indexed']).toContain(code);

      rmSync(`/proc/${service.pid}/root${join(disk, 'filler')}`);
      await readyAt(service.url);
      let answer = await trail();
      for (let n = 0; answer.status !== 200; n++, answer = await trail()) {
        expect(n).toBeLessThan(600);
        await sleep(100);
      }
      expect(((await answer.json()) as { items: readonly object[] }).items).toHaveLength(COUNT + 1);
    } finally {
      expect((await stop(service)).code).toBe(0);
    }
  });
});
