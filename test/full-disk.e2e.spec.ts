import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { startProcess, stop } from './support/process.js';
import { remove } from './support/service.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-full-'));
afterAll(() => remove(root));

/** A small disk of its own, in a namespace that only the service sees; the test reaches it through the process. */
const onSmallDisk = async (name: string) => {
  const disk = join(root, name);
  mkdirSync(disk);
  const before = ['unshare', '-rm', 'sh', '-c', `mount -t tmpfs -o size=12m none ${disk} && exec "$@"`, 'sh'];
  const service = await startProcess({ dataDir: join(disk, 'data'), before, env: { LOG_LEVEL: 'fatal' } });
  return { service, inside: `/proc/${service.pid}/root${disk}` };
};

/** Fills a disk to the last block but some, and gives what empties it again. */
const fill = (folder: string, spareBlocks: number) => {
  const files: string[] = [];
  try {
    for (;;) {
      const file = join(folder, `filler-${files.length}`);
      files.push(file);
      writeFileSync(file, Buffer.alloc(4096));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
  const drop = (count: number) => {
    for (const file of files.splice(-count)) rmSync(file, { force: true });
  };
  drop(spareBlocks + 1);
  return () => drop(files.length);
};

const post = async (url: string, title: string) => {
  const answer = await fetch(`${url}/v1/negotiations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title, description: 'x'.repeat(1_000) }),
  });
  return { status: answer.status, retryAfter: answer.headers.get('retry-after') };
};
const titles = async (url: string) => {
  const answer = await fetch(`${url}/v1/negotiations?limit=200`);
  const { items } = (await answer.json()) as { items: { title: string }[] };
  return items.map(({ title }) => title);
};

describe('a disk that is full', () => {
  // The spare blocks decide what meets the end first: the log, or the views beside it.
  it.each([0, 8, 24])(
    'with %i blocks to spare refuses what cannot be kept, shows what was, and is forgotten when there is room',
    async (spare) => {
      const { service, inside } = await onSmallDisk(`spare-${spare}`);
      const kept: string[] = [];
      const record = async (title: string) => {
        const { status, retryAfter } = await post(service.url, title);
        if (status === 201) kept.push(title);
        else expect([status, retryAfter]).toEqual([503, '5']);
        return status;
      };
      expect(await record('before')).toBe(201);
      const empty = fill(inside, spare);
      let refused = 0;
      for (let n = 0; n < 40 && refused < 3; n++) if ((await record(`while ${n}`)) === 503) refused++;
      expect(refused).toBe(3);
      await sleep(1_000);
      expect((await fetch(`${service.url}/health/live`)).status).toBe(200);

      empty();
      for (let n = 0; (await record('after')) !== 201 && n < 50; n++) await sleep(100);
      for (let n = 0; !(await fetch(`${service.url}/health/ready`)).ok && n < 200; n++) await sleep(100);
      expect((await titles(service.url)).toSorted()).toEqual(kept.toSorted());
      expect((await stop(service)).code).toBe(0);
    },
  );
});
