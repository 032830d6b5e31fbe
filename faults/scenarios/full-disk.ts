import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { launch } from '#event-store/sqlite/testing/launch.js';
import { below, randomOf } from '#ledger/audit/testing/sample.js';
import { readyAt, startProcess, stop } from '../../test/support/process.js';
import { figureIn } from '../support/figure-in.js';
import { type ScenarioOptions, type Violation, type Result, type Scenario, Tally } from '../scenario.js';

/** A small disk in a mount namespace of the program; a test reaches it through /proc. `prepare`: a command that puts files on it. */
export const smallDisk = (folder: string, size: string, prepare = 'true'): readonly string[] => [
  'unshare',
  '-rm',
  'sh',
  '-c',
  `mount -t tmpfs -o size=${size} none ${folder} && ${prepare} && exec "$@"`,
  'sh',
];

/** Fills a disk except for some blocks. @returns a function that frees them */
export const fill = (folder: string, spareBlocks: number) => {
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
  await answer.arrayBuffer();
  return { status: answer.status, retryAfter: answer.headers.get('retry-after') };
};
const titles = async (url: string) => {
  const answer = await fetch(`${url}/v1/negotiations?limit=200`);
  const { items } = (await answer.json()) as { items: { title: string }[] };
  return items.map(({ title }) => title);
};

/** What the service writes to try the disk, in blocks. */
const PROBE_BLOCKS = 16;

const metricsOf = async (url: string) => (await fetch(`${url}/metrics`)).text();

/** Waits until the service is ready or not. `meanwhile`: what is tried from time to time. */
const becomes = async (
  url: string,
  status: number,
  when: string,
  wrong: string[],
  meanwhile: (n: number) => Promise<unknown> = async () => {},
) => {
  let ready = 0;
  for (let n = 0; n < 300 && ready !== status; n++) {
    const answer = await fetch(`${url}/health/ready`);
    await answer.arrayBuffer();
    ready = answer.status;
    if (ready !== status) await sleep(100);
    if (ready !== status && n % 10 === 9) await meanwhile(n);
  }
  if (ready !== status) wrong.push(`/health/ready is ${ready} ${when}`);
};

/** Fills the disk of a service except for some blocks, then makes room again. @returns the violations */
export const fillDiskOfService = async (disk: string, spare: number): Promise<readonly string[]> => {
  mkdirSync(disk, { recursive: true });
  const env = { LOG_LEVEL: 'fatal', SIGNING_INTERVAL_SECONDS: '1' };
  const service = await startProcess({ dataDir: join(disk, 'data'), before: smallDisk(disk, '12m'), env });
  const wrong: string[] = [];
  const kept: string[] = [];
  const record = async (title: string) => {
    const { status, retryAfter } = await post(service.url, title);
    if (status === 201) kept.push(title);
    else if (status !== 503 || retryAfter !== '5')
      wrong.push(`${title} is answered with ${status}, Retry-After ${retryAfter}`);
    return status;
  };
  if ((await record('before')) !== 201) wrong.push('nothing is recorded while there is room');
  // Then the ledger writes nothing, and does not find out that the disk is full.
  while (figureIn(await metricsOf(service.url), 'rapporteur_ledger_unsigned_facts') > 0) await sleep(50);
  const empty = fill(`/proc/${service.pid}/root${disk}`, spare);
  if (spare < PROBE_BLOCKS) await becomes(service.url, 503, 'on a full disk, before anything is recorded', wrong);
  let refused = 0;
  for (let n = 0; n < 40 && refused < 3; n++) if ((await record(`while ${n}`)) === 503) refused++;
  if (refused < 3) wrong.push('it takes more than the disk holds');
  // The service itself may have freed some blocks since, and then it takes more.
  await becomes(service.url, 503, 'on a full disk', wrong, (n) => record(`still ${n}`));
  const live = await fetch(`${service.url}/health/live`);
  if (live.status !== 200) wrong.push(`it is not alive on a full disk: ${live.status}`);

  empty();
  // Nobody records at a service that its proxy has taken out, so it finds out by itself.
  await becomes(service.url, 200, 'when there is room again', wrong);
  for (let n = 0; (await record('after')) !== 201; n++) {
    if (n === 50) wrong.push('it does not go on when there is room again');
    if (n === 50) break;
    await sleep(100);
  }
  await readyAt(service.url);
  const [shown, told] = [await titles(service.url), kept].map((all) => all.toSorted().join(', '));
  if (shown !== told) wrong.push(`acknowledged was ${told}; shown is ${shown}`);
  const { code, output } = await stop(service);
  if (code !== 0) wrong.push(`it ended with ${code}: ${output}`);
  return wrong;
};

type Filled = Readonly<{
  whenFull: Readonly<{ acknowledged: string[]; read: string[]; refused: { outcome?: string }[] }>;
  afterwards: number;
  kept: string[];
  acknowledged: string[];
  stopped: boolean;
}>;

/** The same for the log alone, with a random size of disk and events. */
const fillDiskOfLog = async (disk: string, seed: number): Promise<readonly string[]> => {
  mkdirSync(disk, { recursive: true });
  const random = randomOf(seed);
  const size = 700 + below(random, 1_400);
  const weight = [10, 500, 2_000, 9_000, 30_000][below(random, 5)]!;
  const [report] = await launch('fill', [disk, '300', String(weight)], smallDisk(disk, `${size}k`)).report<Filled>();
  const { whenFull, afterwards, kept, acknowledged, stopped } = report!;
  const wrong: string[] = [];
  if (!isDeepStrictEqual(whenFull.read, whenFull.acknowledged))
    wrong.push('on the full disk is read what was not acknowledged');
  if (!isDeepStrictEqual(kept, acknowledged))
    wrong.push(`${acknowledged.length} were acknowledged, and ${kept.length} are kept, or others`);
  if (whenFull.refused.length === 0) wrong.push('it takes more than the disk holds');
  if (whenFull.refused.some(({ outcome }) => outcome !== 'not-written'))
    wrong.push('a refusal does not say that nothing was written');
  if (afterwards !== 4) wrong.push(`it takes ${afterwards} of 4 when there is room again`);
  if (stopped) wrong.push('the log has stopped');
  return wrong.map((what) => `${what} (${size} KiB, events of ${weight})`);
};

/** One in this many tests the whole service. */
const SERVICE = 20;

export const fillDisks = async ({ count, seed, onStep }: ScenarioOptions): Promise<Result> => {
  const root = mkdtempSync(join(tmpdir(), 'rapporteur-full-'));
  const tally = new Tally();
  const violations: Violation[] = [];
  for (let n = 0; n < count; n++) {
    const disk = join(root, String(n));
    const own = seed + n;
    const isService = own % SERVICE === 0;
    const wrong = await (isService ? fillDiskOfService(disk, below(randomOf(own), 40)) : fillDiskOfLog(disk, own));
    tally.add(isService ? 'disks of a whole service' : 'disks of a log');
    for (const what of wrong) violations.push({ description: what, seed: own, count: 1 });
    rmSync(disk, { recursive: true, force: true });
    onStep(n + 1, `${violations.length} violations`);
  }
  rmSync(root, { recursive: true });
  return { summary: tally.toString(), violations };
};

export const fullDisk: Scenario = {
  name: 'full-disk',
  unit: 'full disks',
  count: 500,
  guarantee:
    'on a full disk, the service acknowledges nothing it cannot keep, is not ready, still shows what it has, and is ready and records again once there is room',
  run: fillDisks,
};
