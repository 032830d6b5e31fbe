import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Process, startProcess, stop } from '../../test/support/process.js';
import { remove } from '../../test/support/service.js';
import { filesOfIndex, overwrite, PastWorld } from '../support/past-world.js';

let dataDir: string;
let service: Process;
let world: PastWorld;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-index-'));
  service = await startProcess({ dataDir, env: { LOG_LEVEL: 'fatal' } });
  world = await PastWorld.record(service.url);
});
afterEach(async () => {
  await stop(service);
  remove(dataDir);
});

const TRAILS = ['limit=200', 'type=IssueRaised&limit=50', 'recordedFrom=2020-01-01T00:00:00.000Z&limit=200'];
type Page = Readonly<{ status: number; body: string; retryAfter: string | null }>;
const ask = async (query: string): Promise<Page> => {
  const answer = await fetch(`${service.url}/v1/audit/trail?${query}`);
  return { status: answer.status, body: await answer.text(), retryAfter: answer.headers.get('retry-after') };
};
/** Asked until it is there, for a minute at most. */
const healed = async (query: string): Promise<Page> => {
  for (let tries = 0; ; tries++) {
    const page = await ask(query);
    if (page.status === 200 || tries === 300) return page;
    await sleep(200);
  }
};

describe('an index of the log whose file is overwritten', () => {
  it('gives no wrong answer, disturbs nobody who reads the present, and is made again', async () => {
    const present = await world.present();
    const right: Page[] = [];
    for (const query of TRAILS) right.push(await healed(query));
    // Its pages are in memory by now, so another process shows what it does where they are not.
    await stop(service);
    service = await startProcess({ dataDir, env: { LOG_LEVEL: 'fatal' } });
    world = world.at(service.url);
    await healed('limit=1');
    const files = filesOfIndex(service.pid);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) overwrite(file);
    const statuses: number[] = [];
    for (const [n, query] of [...TRAILS, ...TRAILS].entries()) {
      const answer = await ask(query);
      statuses.push(answer.status);
      if (answer.status === 200) expect(answer).toEqual(right[n % TRAILS.length]);
      else expect(answer).toMatchObject({ status: 503, retryAfter: expect.stringMatching(/^\d+$/) });
      expect(await world.present()).toEqual(present);
    }
    // The damage was met.
    expect(statuses).toContain(503);
    for (const [n, query] of TRAILS.entries()) expect(await healed(query)).toEqual(right[n]);
  });
});

describe('a service that was killed while it made the index of the log', () => {
  it('removes what was left of it, and makes it again', async () => {
    const right = await healed(TRAILS[0]!);
    await stop(service, 'SIGKILL');
    // As it is if the kill comes before the file has lost its name.
    for (const suffix of ['', '-journal'])
      writeFileSync(join(dataDir, `log-index-${randomUUID()}.db${suffix}`), 'half a page');
    service = await startProcess({ dataDir, env: { LOG_LEVEL: 'fatal' } });
    expect(await healed(TRAILS[0]!)).toEqual(right);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('log-index-'))).toEqual([]);
  });
});
