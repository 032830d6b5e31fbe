import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rapporteur } from './support/cli.js';
import { endOf, type Process, readyAt, startInVain, startProcess, stop } from './support/process.js';
import { newDataDir, remove } from './support/service.js';

let dataDir: string;
let service: Process;
/** What was acknowledged. */
let titles: string[];

const path = (name: string) => join(dataDir, name);
const post = (title: string) =>
  fetch(`${service.url}/v1/negotiations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title }),
  });
const record = async (title: string) => {
  const answer = await post(title);
  if (answer.status !== 201) throw new Error(await answer.text());
  titles.push(title);
};
const start = async () => {
  service = await startProcess({ dataDir });
  await readyAt(service.url);
};
const titlesOnRecord = async (): Promise<readonly string[]> => {
  const answer = await fetch(`${service.url}/v1/negotiations`);
  return ((await answer.json()) as { items: { title: string }[] }).items.map(({ title }) => title).toSorted();
};

beforeEach(async () => {
  dataDir = newDataDir();
  titles = [];
  await start();
  await record('Before the copy');
  await stop(service);
  cpSync(path('events.db'), path('older'));
  await start();
  await record('After the copy');
});
afterEach(() => remove(dataDir));

describe('events.db that another program takes from a running service', () => {
  it.each<[string, () => void]>([
    ['removed', () => rmSync(path('events.db'))],
    ['replaced by an older copy', () => renameSync(path('older'), path('events.db'))],
  ])('%s: nothing is acknowledged any more, and all of it is put back as the service says', async (_, take) => {
    take();
    const refused = await post('Refused').catch(() => undefined); // it may have ended
    if (refused !== undefined)
      expect([refused.status, await refused.json()]).toEqual([
        503,
        expect.objectContaining({ code: 'log-unavailable' }),
      ]);
    const { code, output } = await endOf(service);
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/Do not end this process: it ends by itself[^]*The service stops: The log has stopped: /),
    ]);
    const [, words = ''] =
      /put the log back with \\"rapporteur (restore --from \S+ --data-dir \S+) --move-old-to <new folder>\\"/.exec(
        output,
      )!;

    // A supervisor starts it again at once.
    const again = await startInVain({ dataDir });
    expect([again.code, again.output]).toEqual([
      2,
      expect.stringContaining(`put the log back with "rapporteur ${words}`),
    ]);
    const accepted = await rapporteur(['accept-loss', '--data-dir', dataDir, '--reason', 'x']);
    expect(accepted.err).toContain('has the log as that service had it');
    expect(accepted.code).toBeGreaterThan(0);

    const restored = await rapporteur([...words.split(' '), '--move-old-to', path('moved')]);
    expect([restored.code, restored.err]).toEqual([0, '']);
    expect(existsSync(path('moved'))).toBe(true);
    await start();
    expect(await titlesOnRecord()).toEqual(titles.toSorted());
    await record('After the restore');
    expect((await stop(service)).code).toBe(0);
  });

  it('is not taken by a backup, and the service goes on', async () => {
    expect((await rapporteur(['backup', '--data-dir', dataDir, '--to', path('backup.db')])).code).toBe(0);
    await record('After the backup');
    expect((await stop(service)).code).toBe(0);
    await start();
    expect(await titlesOnRecord()).toEqual(titles.toSorted());
    await stop(service);
  });
});
