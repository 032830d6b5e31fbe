import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import { randomOf, sampleLog } from '#ledger/audit/testing/sample.js';
import { rapporteur } from '../../test/support/cli.js';
import { EMBEDDED, settingsFor } from '../../test/support/engine.js';
import { LogServer } from '../support/log-server.js';
import type { ScenarioOptions, Violation, Result, Scenario } from '../scenario.js';

/** Events created per batch. */
const A_BATCH = 1_000;

/** Moves a log from a file to a cluster and back, and compares the exports. */
export const moveLog = async ({ count, seed, onStep }: ScenarioOptions): Promise<Result> => {
  const root = mkdtempSync(join(tmpdir(), 'rapporteur-move-'));
  const at = (name: string) => join(root, name);
  const random = randomOf(seed);
  const server = await LogServer.start(at('server.log'));
  const cluster = settingsFor(server.url);
  const violations: Violation[] = [];
  const steps: string[] = [];
  /** @throws Error if the command fails */
  const step = async (words: readonly string[], env: Record<string, string>) => {
    const began = performance.now();
    const { code, err } = await rapporteur(words, env);
    if (code !== 0) throw new Error(`rapporteur ${words[0]!} ended with ${code}: ${err}`);
    steps.push(`${words[0]!} ${((performance.now() - began) / 1_000).toFixed(1)} s`);
    onStep(count, steps.join(', '));
  };
  try {
    const store = await openEventStore(logConfig(at('one')), 'owner');
    const log = sampleLog(random, count);
    for (let from = 0; from < count; from += A_BATCH) await store.load(log.slice(from, from + A_BATCH));
    await store.close();

    await step(['export', '--to', at('one.ndjson'), '--data-dir', at('one')], EMBEDDED);
    await step(['import', at('one.ndjson'), '--data-dir', at('two'), '--new-ledger'], cluster);
    await step(['export', '--to', at('two.ndjson'), '--data-dir', at('two')], cluster);
    await step(['import', at('two.ndjson'), '--data-dir', at('three'), '--ledger', at('two/ledger')], EMBEDDED);
    await step(['export', '--to', at('three.ndjson'), '--data-dir', at('three')], EMBEDDED);
    const first = readFileSync(at('one.ndjson'));
    for (const name of ['two', 'three'])
      if (!first.equals(readFileSync(at(`${name}.ndjson`))))
        violations.push({ description: `the export of ${name} differs from the first`, seed, count });
    if (existsSync(at('two/events.db')))
      violations.push({ description: 'the import into the cluster wrote a file', seed, count });
    return { summary: `${first.length} bytes each: ${steps.join(', ')}`, violations };
  } finally {
    await server.stop();
    rmSync(root, { recursive: true });
  }
};

export const move: Scenario = {
  name: 'move',
  unit: 'events',
  count: 100_000,
  guarantee: 'a log that moves from a file to a cluster and back exports the same bytes each time',
  run: moveLog,
};
