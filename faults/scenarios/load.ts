import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomOf } from '#ledger/audit/testing/sample.js';
import { documentOf } from '../../test/support/examples.js';
import { startProcess, stop } from '../../test/support/process.js';
import { askersOf, remove } from '../../test/support/service.js';
import { figureIn } from '../support/figure-in.js';
import { MixedLoad } from '../support/mixed-load.js';
import type { ScenarioOptions, Violation, Result, Scenario } from '../scenario.js';

/** How the top rate is measured, and how often the metrics are read. */
type Pace = Readonly<{ topSeconds: number; clients: number; sampleMs: number }>;
const PACE: Pace = { topSeconds: 20, clients: 16, sampleMs: 5_000 };
/** Memory is compared after this share of the run, when caches are full. */
const WARM = 0.3;

/** The longest that the event loop of the service may block, in ms. */
const STALL_MS = 200;
/** How much memory may grow once caches are full, as a share. */
const GROWTH = 0.1;

/** From the metrics: the longest block of the event loop since the last sample in ms, and memory in MB. */
type Sample = Readonly<{ at: number; stall: number; rss: number }>;

const sampleOf = async (url: string, at: number): Promise<Sample> => {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return {
    at,
    stall: figureIn(metrics, 'nodejs_eventloop_lag_max_seconds') * 1_000,
    rss: figureIn(metrics, 'process_resident_memory_bytes') / 2 ** 20,
  };
};

/** The least squares line, at the begin and at the end. @throws Error if there are too few samples */
const fitted = (samples: readonly Sample[]): { from: number; to: number } => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [at, rss] = [mean(samples.map((sample) => sample.at)), mean(samples.map((sample) => sample.rss))];
  const slope =
    samples.reduce((sum, sample) => sum + (sample.at - at) * (sample.rss - rss), 0) /
    samples.reduce((sum, sample) => sum + (sample.at - at) ** 2, 0);
  if (!Number.isFinite(slope)) throw new Error('too few samples to say whether memory grows: let it run for longer');
  return { from: rss + slope * (samples[0]!.at - at), to: rss + slope * (samples.at(-1)!.at - at) };
};

/** `top` is the number of answers per second. */
type Measured = Readonly<{ mixed: MixedLoad; top: number; samples: readonly Sample[]; code: number | null }>;

export const measureUnderLoad = async (
  { count: minutes, seed, onStep }: ScenarioOptions,
  { topSeconds, clients, sampleMs }: Pace,
): Promise<Measured> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-load-'));
  const service = await startProcess({ dataDir, env: { LOG_LEVEL: 'error' } });
  try {
    const { url } = service;
    const mixed = new MixedLoad(url, await documentOf(askersOf(url)), randomOf(seed));
    await mixed.begin();
    const top = await mixed.atTop(topSeconds, clients);

    await sampleOf(url, 0); // resets the longest block
    const samples: Sample[] = [];
    const started = performance.now();
    const elapsed = () => (performance.now() - started) / 60_000;
    let isOver = false;
    const sampling = (async () => {
      while (elapsed() < minutes) {
        await sleep(sampleMs);
        samples.push(await sampleOf(url, elapsed()));
        const { stall, rss } = samples.at(-1)!;
        onStep(
          Math.min(minutes, Number(elapsed().toFixed(1))),
          `${rss.toFixed(0)} MB, longest recent block ${stall.toFixed(0)} ms`,
        );
      }
    })().finally(() => (isOver = true));
    sampling.catch(() => {}); // awaited below, when no request is open any more
    await mixed.atRate(top / 2, () => isOver);
    await sampling;
    const { code } = await stop(service);
    return { mixed, top, samples, code };
  } finally {
    if (service.child.exitCode === null) await stop(service, 'SIGKILL');
    remove(dataDir);
  }
};

const loadService = async (asked: ScenarioOptions): Promise<Result> => {
  const { count: minutes, seed } = asked;
  const { mixed, top, samples, code } = await measureUnderLoad(asked, PACE);
  const stall = Math.max(...samples.map((sample) => sample.stall));
  const { from, to } = fitted(samples.filter(({ at }) => at >= minutes * WARM));
  const wrong = mixed.faults.slice(0, 5);
  if (stall >= STALL_MS) wrong.push(`the event loop was blocked for ${stall.toFixed(0)} ms`);
  if (to > from * (1 + GROWTH)) wrong.push(`memory grew from ${from.toFixed(0)} to ${to.toFixed(0)} MB`);
  if (code !== 0) wrong.push(`the service ended with ${code}`);
  return {
    summary: `${(top / 2).toFixed(0)} a second, half of the top; longest block ${stall.toFixed(0)} ms; memory ${from.toFixed(0)} → ${to.toFixed(0)} MB`,
    violations: wrong.map((what): Violation => ({ description: what, seed, count: minutes })),
    details: [
      `${mixed.answers.toString()}; ${mixed.written} events in the log`,
      `longest block of every 5 s, in ms: ${samples.map((sample) => sample.stall.toFixed(0)).join(' ')}`,
      `memory in MB: ${samples.map((sample) => sample.rss.toFixed(0)).join(' ')}`,
    ],
  };
};

export const load: Scenario = {
  name: 'load',
  unit: 'minutes',
  count: 10,
  guarantee: `under mixed load at half the top rate, the event loop never blocks for ${STALL_MS} ms, and memory does not grow`,
  run: loadService,
};
