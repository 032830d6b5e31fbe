import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { viewsFile } from '#read-models/projector/views-file.js';
import { below, randomOf } from '#ledger/audit/testing/sample.js';
import { startInProcess } from '../../test/support/in-process.js';
import { type Result, type Scenario, type ScenarioOptions, Tally, type Violation } from '../scenario.js';
import { type Alteration, ALTERATIONS } from '../support/alterations.js';
import { alteredWorld, type AlteredWorld, answersOf, SIGNING, UNSIGNED_MS } from '../support/altered-world.js';
import { isRolledBack } from '../support/rolled-back.js';

const ERROR = 50;
/** The background checks are complete before the answers count. Views that this run has made are not checked at once. */
const LOG_CHECKED = /^rapporteur_log_scrub_passes [1-9]/m;
const VIEWS_CHECKED = /^rapporteur_views_checks_total [1-9]/m;
const PATIENCE_MS = 10_000;

/**
 * `refused`: the service does not start. `told`: it says so in its log output, at the level of errors. `harmless`: every answer
 * is as before. `rolled back`: a state that was signed, with no more behind it than a
 * crash may leave unsigned; the docs say that only a witness finds it.
 */
type Outcome = 'refused' | 'told' | 'harmless' | 'rolled back' | 'silent';
type Drawn = Readonly<{ outcome: Outcome; what: string; differing?: readonly string[] }>;

/** Alters a copy of the folder, starts a service on it, and compares every answer. The same seed draws the same. */
export const drawAlteration = async (
  world: AlteredWorld,
  alteration: Alteration,
  seed: number,
): Promise<Drawn | undefined> => {
  const random = randomOf(seed);
  const dataDir = join(world.root, `drawn-${seed}`);
  cpSync(world.stages.at(-1)!, dataDir, { recursive: true });
  try {
    const older = world.stages[below(random, world.stages.length - 1)]!;
    const what = alteration.alter(dataDir, older, random);
    if (what === undefined) return undefined;
    const isEarlier = isRolledBack(dataDir, world.stages.at(-1)!, UNSIGNED_MS);
    const drawn = await outcomeOn(dataDir, world);
    return { what, ...drawn, ...(drawn.outcome === 'silent' && isEarlier && { outcome: 'rolled back' }) };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
};

const outcomeOn = async (dataDir: string, { answers }: AlteredWorld): Promise<Pick<Drawn, 'outcome' | 'differing'>> => {
  const checks = existsSync(viewsFile(dataDir)) ? [LOG_CHECKED, VIEWS_CHECKED] : [LOG_CHECKED];
  const errors: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) });
  const settings = { ...SIGNING, SCRUB_EVENTS_PER_SECOND: '1000000' };
  const service = await startInProcess(dataDir, settings, logger).catch(() => undefined);
  if (service === undefined) return { outcome: 'refused' };
  try {
    const isTold = () => errors.some((line) => (JSON.parse(line) as { level: number }).level >= ERROR);
    for (let waited = 0; waited < PATIENCE_MS && !isTold(); waited += 25) {
      const { text } = await service.get('/metrics');
      if (checks.every((line) => line.test(text))) break;
      await sleep(25);
    }
    const found = await answersOf(service, answers.keys());
    const differing = [...answers].flatMap(([path, body]) => (found.get(path) === body ? [] : [path]));
    if (isTold()) return { outcome: 'told' };
    if (differing.length === 0) return { outcome: 'harmless' };
    return { outcome: 'silent', differing };
  } finally {
    await service.close().catch(() => {}); // a log that was altered may not let it sign
  }
};

/** `count` draws, each kind in turn. */
export const alterations = async (
  count: number,
  seed: number,
  onStep: (done: number) => void = () => {},
): Promise<Readonly<{ tallies: ReadonlyMap<string, Tally>; silent: readonly string[] }>> => {
  const world = await alteredWorld();
  try {
    const tallies = new Map<string, Tally>();
    const silent: string[] = [];
    for (let done = 0, turn = 0; done < count; turn += 1) {
      const alteration = ALTERATIONS[turn % ALTERATIONS.length]!;
      const drawn = await drawAlteration(world, alteration, seed + turn);
      if (drawn === undefined) continue;
      const tally = tallies.get(alteration.name) ?? new Tally();
      tallies.set(alteration.name, tally);
      tally.add(drawn.outcome);
      if (drawn.outcome === 'silent')
        silent.push(
          `seed ${seed + turn}, ${alteration.name} (${drawn.what}): ${drawn.differing!.slice(0, 5).join(' ')}`,
        );
      onStep((done += 1));
    }
    return { tallies, silent };
  } finally {
    rmSync(world.root, { recursive: true, force: true });
  }
};

const run = async ({ count, seed, onStep }: ScenarioOptions): Promise<Result> => {
  const { tallies, silent } = await alterations(count, seed, onStep);
  const all = new Tally();
  for (const tally of tallies.values()) all.addAll(tally);
  return {
    summary: all.toString(),
    violations: silent.map((description): Violation => ({ description, seed, count })),
    details: [...tallies].map(([name, tally]) => `${name.padEnd(90)}${tally.toString()}`),
  };
};

export const alteration: Scenario = {
  name: 'alterations',
  unit: 'alterations',
  count: 10_000,
  guarantee:
    'whoever has the disk and no key cannot alter any file so that an answer differs without a word: the service refuses to start, tells it, or answers as before',
  run,
};
