import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onOneLine } from '#ledger/audit/report.js';
import { fileOf, parties, randomOf, sampleLog } from '#ledger/audit/testing/sample.js';
import type { Audit } from '#ledger/audit/verification.js';
import { Chromium } from '../../test/support/chromium.js';
import { printed, rapporteur } from '../../test/support/cli.js';
import { type Running, remove, start } from '../../test/support/service.js';
import { type Result, type Scenario, type ScenarioOptions, Tally, type Violation } from '../scenario.js';
import { fileTamperings } from '../support/tampered-file.js';
import { type Given, type World, worldOf } from '../support/tampered-world.js';
import { type PageInput, type PageVerdict, VerifyPage } from '../support/verify-page.js';

/** A long file has so many events for each alteration that is tried: 100,000 for 200 of them. */
const EVENTS_EACH = 500;
const LIMIT_SECONDS = 10;
/** Whoever uses the page while it checks notices no less. */
const FROZEN_MS = 500;

type Folder = Readonly<{ write: (name: string, content: Buffer | string) => string }>;
type Long = Readonly<{ events: number; seconds: number; longestMs: number }>;
export type BrowserVerified = Readonly<{ tally: Tally; long: Long; wrong: readonly string[] }>;

/** What the command line says of the same file with the same keys. */
const commandLine = async ({ file, keys, witnesses }: PageInput, since: string | undefined): Promise<PageVerdict> => {
  const words = ['verify', file, '--json', '--key', keys];
  if (witnesses !== '') words.push('--witness', witnesses);
  if (since !== undefined) words.push('--since', since);
  const { holds, findings } = printed(await rapporteur(words)) as unknown as Audit;
  return { holds, findings: findings.map(({ code, because }) => [code, onOneLine(because)] as const) };
};

/** Draws until something was altered. */
const drawn = async (world: World, turn: number, seed: number): Promise<Readonly<{ name: string; given: Given }>> => {
  const { name, tamper } = fileTamperings[turn % fileTamperings.length]!;
  for (let draw = 0; ; draw += 1) {
    const tampered = await tamper(world, randomOf(seed + turn + draw * 1_000_003));
    if (tampered?.given !== undefined) return { name, given: tampered.given };
  }
};

const verifyDrawn = async (
  page: VerifyPage,
  { write }: Folder,
  { count, seed, onStep }: ScenarioOptions,
): Promise<Readonly<{ tally: Tally; wrong: readonly string[] }>> => {
  const world = await worldOf(randomOf(seed));
  const { log, witness } = world.owner.keys;
  const tally = new Tally();
  const wrong: string[] = [];
  const compare = async (name: string, n: number, { bytes, since, noWitness }: Given) => {
    const file = write(`drawn-${n}.ndjson`, bytes);
    const input = { file, keys: log.verifier, witnesses: noWitness ? '' : witness.verifier, kept: since ?? '' };
    const expected = await commandLine(input, since === undefined ? undefined : write(`kept-${n}`, since));
    const found = await page.verify(input);
    const isSame = JSON.stringify(found) === JSON.stringify(expected);
    tally.add(isSame ? (expected.holds ? 'hold in both' : 'do not hold in either') : 'differ');
    if (!isSame) wrong.push(`${name} (${n}): ${JSON.stringify(found)} in the browser, but ${JSON.stringify(expected)}`);
  };
  await compare('nothing altered', 0, { bytes: Buffer.from(world.whole.map((line) => `${line}\n`).join('')) });
  for (let n = 1; n <= count; n += 1) {
    const { name, given } = await drawn(world, n, seed);
    await compare(name, n, given);
    onStep(n, tally.toString());
  }
  return { tally, wrong };
};

/** A file of many events, which holds. */
const verifyLong = async (page: VerifyPage, { write }: Folder, events: number, seed: number): Promise<Long> => {
  const { keys, sign } = parties();
  const log = sampleLog(randomOf(seed), events);
  const lines = await fileOf(log, sign(log));
  const file = write('long.ndjson', Buffer.from(lines.map((line) => `${line}\n`).join('')));
  const began = performance.now();
  const { holds } = await page.verify({ file, keys: keys.log.verifier, witnesses: '', kept: '' }, 600_000);
  const seconds = (performance.now() - began) / 1000;
  if (!holds) throw new Error('A long file that nobody has altered does not hold in the browser.');
  return { events, seconds, longestMs: await page.longestTask() };
};

/** Verifies altered files in a real browser, and one long file that holds. */
export const verifiedInBrowser = async (options: ScenarioOptions): Promise<BrowserVerified> => {
  const root = mkdtempSync(join(tmpdir(), 'rapporteur-browser-verify-'));
  const folder: Folder = {
    write: (name, content) => {
      const path = join(root, name);
      writeFileSync(path, content);
      return path;
    },
  };
  const browser = new Chromium();
  let service: Running | undefined;
  try {
    service = await start();
    const page = await VerifyPage.open(browser, service.url);
    const { tally, wrong } = await verifyDrawn(page, folder, options);
    const long = await verifyLong(page, folder, options.count * EVENTS_EACH, options.seed);
    return { tally, long, wrong: [...wrong, ...page.wrong] };
  } finally {
    await browser.stop();
    await service?.close();
    if (service !== undefined) remove(service.dataDir);
    rmSync(root, { recursive: true, force: true });
  }
};

const run = async (options: ScenarioOptions): Promise<Result> => {
  const { tally, long, wrong } = await verifiedInBrowser(options);
  const { events, seconds, longestMs } = long;
  const figures = `${events.toLocaleString('en')} events in ${seconds.toFixed(1)} s, longest task of the page ${longestMs.toFixed(0)} ms`;
  const late = [
    ...(seconds > LIMIT_SECONDS ? [`${figures}: more than ${LIMIT_SECONDS} s`] : []),
    ...(longestMs > FROZEN_MS ? [`${figures}: the page was frozen for more than ${FROZEN_MS} ms`] : []),
  ];
  const { seed, count } = options;
  return {
    summary: tally.toString(),
    violations: [...wrong, ...late].map((description): Violation => ({ description, seed, count })),
    details: [figures],
  };
};

export const browserVerify: Scenario = {
  name: 'browser-verify',
  unit: 'alterations',
  count: 200,
  guarantee:
    'the page gives the verdict of the command line on an altered audit file, and checks 100,000 events in 10 s',
  run,
};
