import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Process, startProcess, stop } from '../../test/support/process.js';
import { remove } from '../../test/support/service.js';
import { filesOfPlayheads, overwrite, type Page, PastWorld } from '../support/past-world.js';

let dataDir: string;
let service: Process;
let world: PastWorld;
const start = () => startProcess({ dataDir, env: { LOG_LEVEL: 'fatal' } });
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-playheads-'));
  service = await start();
  world = await PastWorld.record(service.url);
});
afterEach(async () => {
  await stop(service);
  remove(dataDir);
});

const MOMENTS = [0, 1, 2];
const pagesOf = async (): Promise<readonly Page[]> => {
  const pages: Page[] = [];
  for (const part of MOMENTS) pages.push(await world.healed(part));
  return pages;
};
describe('a service that is killed while it makes a playhead', () => {
  it('has lost nothing, removes what the playhead left, and shows the moment after the next start', async () => {
    const present = await world.present();
    const lost = world.past(1).then(
      ({ status }) => status,
      () => 'no answer',
    );
    while (filesOfPlayheads(service.pid).length === 0) await turn();
    await stop(service, 'SIGKILL');
    expect([200, 'no answer']).toContain(await lost);
    // As it is if the kill comes before the file has lost its name.
    for (const suffix of ['', '-journal'])
      writeFileSync(join(dataDir, `moments-${randomUUID()}.db${suffix}`), 'half a page');
    service = await start();
    world = world.at(service.url);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('moments-'))).toEqual([]);
    expect(await world.healed(1)).toMatchObject({ status: 200, body: expect.stringContaining('of part 1') });
    expect(await world.present()).toEqual(present);
  });
});

describe('a playhead whose file is overwritten', () => {
  it('gives no wrong answer, disturbs nobody who reads the present, and is replaced', async () => {
    const [present, right] = [await world.present(), await pagesOf()];
    const files = filesOfPlayheads(service.pid);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) overwrite(file);
    const answers: Page[] = [];
    for (const part of [...MOMENTS, ...MOMENTS]) {
      const answer = await world.past(part);
      answers.push(answer);
      if (answer.status === 200) expect(answer).toEqual(right[part]);
      else expect(answer).toMatchObject({ status: 503, retryAfter: expect.stringMatching(/^\d+$/) });
      expect(await world.present()).toEqual(present);
    }
    // The damage was met.
    expect(answers.map(({ status }) => status)).toContain(503);
    expect(await pagesOf()).toEqual(right);
  });
});
