import { cpSync, existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { type InProcess, startInProcess } from '../../test/support/in-process.js';
import { auditAccess } from '../../apps/cli/src/verify-access-log.js';
import { viewsFile } from '#read-models/projector/views-file.js';
import { type Result, type Scenario, type ScenarioOptions, Tally, type Violation } from '../scenario.js';
import { accessLines } from '../support/access-alterations.js';
import type { Alteration } from '../support/alteration.js';
import { atOnce, casesFrom } from '../support/at-once.js';
import { alterAs, ALTERATIONS } from '../support/alterations.js';
import { AltererProcess } from '../support/alterer-process.js';
import { alteredWorld, type AlteredWorld, answersOf, SIGNING, UNSIGNED_MS } from '../support/altered-world.js';
import { isRolledBack } from '../support/rolled-back.js';

const ERROR = 50;
/** Each makes all views anew, and a case is over after two of them: more often, they would take the time of the answers. */
const VIEWS_CHECK_SECONDS = '2';
const SETTINGS = { ...SIGNING, SCRUB_EVENTS_PER_SECOND: '1000000', VIEWS_CHECK_SECONDS };
const PATIENCE_MS = 120_000;
const POLL_MS = 500;

/**
 * `refused`: the service does not start. `told`: it says so in its log output, at the level of errors, or `verify --access`
 * does. `harmless`: every answer is as before. `rolled back`: a state that was signed, with no more behind it than a crash may
 * leave unsigned; the docs say that only a witness finds it. `not covered`: the access log after the last checkpoint.
 */
type Outcome = 'refused' | 'told' | 'harmless' | 'rolled back' | 'not covered' | 'silent';
type Found = Readonly<{ outcome: Outcome; differing?: readonly string[] }>;
export type Drawn = Found & Readonly<{ what: string }>;

/** An alteration of a service that is stopped and started then, or of one that runs. */
export type AlterationCase = Readonly<{ alteration: Alteration; isRunning: boolean }>;
export const CASES: readonly AlterationCase[] = ALTERATIONS.flatMap((alteration) => [
  { alteration, isRunning: false },
  { alteration, isRunning: true },
]);
export const nameOf = ({ alteration: { of, name }, isRunning }: AlterationCase): string =>
  `${of} ${isRunning ? 'running' : 'stopped'}: ${name}`;

/** A draw that changes nothing is drawn again. */
const DRAWS = 32;

/** Makes worlds of altered folders. */
export class Alterer {
  private readonly process = new AltererProcess();

  private constructor(private readonly world: AlteredWorld) {}

  static async start(): Promise<Alterer> {
    return new Alterer(await alteredWorld());
  }

  stop(): void {
    this.process.stop();
    rmSync(this.world.root, { recursive: true, force: true });
  }

  /** The case with this number. The same seed draws the same. */
  async draw(n: number, seed: number): Promise<Drawn> {
    const { alteration, isRunning } = CASES[n % CASES.length]!;
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const dataDir = join(this.world.root, `drawn-${n}-${draw}`);
      cpSync(this.world.stages.at(-1)!, dataDir, { recursive: true });
      try {
        const drawn = await this.alter(alteration, isRunning, dataDir, seed + n * DRAWS + draw);
        if (drawn !== undefined) return drawn;
      } finally {
        rmSync(dataDir, { recursive: true, force: true });
      }
    }
    throw new Error(`${alteration.name} changes nothing in ${DRAWS} draws`);
  }

  private async alter(
    { name, of }: Alteration,
    isRunning: boolean,
    dataDir: string,
    seed: number,
  ): Promise<Drawn | undefined> {
    const { stages } = this.world;
    if (isRunning) return this.alterRunning(dataDir, () => this.process.alter({ name, dataDir, stages, seed }), of);
    const what = alterAs(name, dataDir, stages, seed);
    if (what === undefined) return undefined;
    if (of === 'access/') return { what, ...(await this.accessFound(dataDir)) };
    const isEarlier = isRolledBack(dataDir, stages.at(-1)!, UNSIGNED_MS);
    const service = await Watched.start(dataDir);
    if (service === undefined) return { what, outcome: 'refused' };
    const found = await service.foundAtStart(this.world);
    return { what, ...found, ...(found.outcome === 'silent' && isEarlier && { outcome: 'rolled back' }) };
  }

  private async alterRunning(
    dataDir: string,
    alter: () => Promise<string | undefined>,
    of: Alteration['of'],
  ): Promise<Drawn | undefined> {
    const service = await Watched.start(dataDir);
    if (service === undefined) throw new Error('the service does not start on a folder that nobody has altered');
    let what: string | undefined;
    let found: Found = { outcome: 'harmless' };
    let isAcknowledged = false;
    try {
      await service.indexed();
      const before = inodeOfLog(dataDir);
      what = await alter();
      isAcknowledged = inodeOfLog(dataDir) !== before && (await service.records());
    } finally {
      if (what === undefined) await service.close();
      else found = await service.foundRunning(this.world, of);
    }
    if (what === undefined) return undefined;
    if (isAcknowledged) return { what, outcome: 'silent', differing: ['a fact that events.db does not have'] };
    if (of !== 'access/' || found.outcome !== 'harmless') return { what, ...found };
    return { what, ...(await this.accessFound(dataDir)) };
  }

  /** What `verify --access` says. */
  private async accessFound(dataDir: string): Promise<Found> {
    const { holds } = await auditAccess(dataDir);
    if (!holds) return { outcome: 'told' };
    const { coveredAccess: covered, stages } = this.world;
    const lines = accessLines(dataDir).map(({ text }) => text);
    const different = covered.findIndex((text, line) => text !== lines[line]);
    if (different >= 0) return { outcome: 'silent', differing: [`line ${different + 1} of the access log`] };
    const all = accessLines(stages.at(-1)!).map(({ text }) => text);
    return { outcome: all.every((text, line) => text === lines[line]) ? 'harmless' : 'not covered' };
  }
}

/** Changes if another file takes the name of the log. */
const inodeOfLog = (dataDir: string) =>
  statSync(join(dataDir, 'events.db'), { bigint: true, throwIfNoEntry: false })?.ino;

/** Characters of an answer that differs. */
const SHOWN = 60;

/** How often the check of the log has ended, and that of the views. */
type Checks = readonly [log: number, views: number];

/** A service whose log output and checks are watched. */
class Watched {
  /** Aborted once an alteration was told. */
  private readonly told = new AbortController();
  private service!: InProcess;

  private constructor(private readonly dataDir: string) {}

  /** @returns undefined if it does not start */
  static async start(dataDir: string): Promise<Watched | undefined> {
    const watched = new Watched(dataDir);
    const hear = (line: string) => {
      if ((JSON.parse(line) as { level: number }).level >= ERROR) watched.told.abort();
    };
    // A service that ends itself tells it, too.
    const end = () => watched.told.abort();
    try {
      watched.service = await startInProcess(dataDir, SETTINGS, pino({ level: 'error' }, { write: hear }), end);
      return watched;
    } catch {
      return undefined;
    }
  }

  private get isTold(): boolean {
    return this.told.signal.aborted;
  }

  /** Whether a fact is acknowledged now. */
  async records(): Promise<boolean> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ title: 'Recorded nowhere' });
    const answer = await fetch(`${this.service.url}/v1/negotiations`, { method: 'POST', headers, body });
    return answer.status === 201;
  }

  /** Waits until the index of the log is filled, and so has no file any more. */
  async indexed(): Promise<void> {
    await answersOf(this.service.url, ['/v1/audit/trail?limit=1']);
  }

  /** What the answers are after the background checks of a service that was started on an altered folder. Closes it. */
  async foundAtStart(world: AlteredWorld): Promise<Found> {
    return this.closing(async () => {
      await this.checked([1, 1]);
      return this.compared(world);
    });
  }

  /**
   * What the answers are before and after the background checks of a service that ran meanwhile; after an alteration of the access
   * log, of which nothing is answered, only after them. Closes it.
   */
  async foundRunning(world: AlteredWorld, of: Alteration['of']): Promise<Found> {
    return this.closing(async () => {
      const [passes, checks] = await this.checks();
      const early = of === 'access/' ? [] : await this.differing(world);
      // A check that ran already has seen the old state, and an event of another program is found in the second pass that sees it.
      await this.checked([passes + 3, checks + 2]);
      return this.compared(world, early);
    });
  }

  private async closing(find: () => Promise<Found>): Promise<Found> {
    try {
      return await find();
    } finally {
      await this.close();
    }
  }

  private async compared(world: AlteredWorld, early: readonly string[] = []): Promise<Found> {
    const late = this.isTold ? [] : await this.differing(world);
    if (this.isTold || (await this.isNotReady())) return { outcome: 'told' };
    const differing = [...new Set([...early, ...late])];
    return differing.length === 0 ? { outcome: 'harmless' } : { outcome: 'silent', differing };
  }

  private async differing({ answers }: AlteredWorld): Promise<readonly string[]> {
    const found = await answersOf(this.service.url, answers.keys(), this.told.signal);
    return [...found].flatMap(([path, body]) =>
      body === answers.get(path) ? [] : [`${path} (${body.slice(0, SHOWN)})`],
    );
  }

  /** Waits until each background check has ended so many times, or something was told. */
  private async checked(least: Checks): Promise<void> {
    for (let waited = 0; waited < PATIENCE_MS && !this.isTold; waited += POLL_MS) {
      const ended = await this.checks();
      if (ended.every((count, n) => count >= least[n]!)) return;
      await sleep(POLL_MS);
    }
  }

  async close(): Promise<void> {
    await this.service.close().catch(() => {}); // a log that was altered may not let it sign
  }

  private async isNotReady(): Promise<boolean> {
    return (await fetch(`${this.service.url}/health/ready`)).status !== 200;
  }

  /** How often each check has ended. Views that do not exist are not checked. */
  private async checks(): Promise<Checks> {
    const text = await (await fetch(`${this.service.url}/metrics`)).text();
    const count = (name: string) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
    const hasViews = existsSync(viewsFile(this.dataDir));
    return [count('rapporteur_log_scrub_passes'), hasViews ? count('rapporteur_views_checks_total') : Infinity];
  }
}

/** Cases at a time: a case waits for background checks. With more, each takes longer, and is checked more often meanwhile. */
const AT_ONCE = 4;

/** The cases with these numbers: each kind in turn. `done` counts from the first of them. */
export const alterations = async ({
  cases,
  seed,
  onStep = () => {},
  onViolation = () => {},
}: Readonly<{ cases: readonly number[] }> & Pick<ScenarioOptions, 'seed'> & Partial<ScenarioOptions>): Promise<
  Readonly<{ tallies: ReadonlyMap<string, Tally>; silent: readonly Violation[] }>
> => {
  const alterer = await Alterer.start();
  try {
    const tallies = new Map<string, Tally>();
    const silent: Violation[] = [];
    const all = new Tally();
    let done = cases[0] ?? 0;
    await atOnce(AT_ONCE, cases, async (n) => {
      const name = nameOf(CASES[n % CASES.length]!);
      const { outcome, what, differing } = await alterer.draw(n, seed);
      const tally = tallies.get(name) ?? new Tally();
      tallies.set(name, tally);
      tally.add(outcome);
      all.add(outcome);
      if (outcome === 'silent') {
        const description = `${name} (${what}): ${differing!.slice(0, 5).join(' ')}`;
        const violation = { description, seed, from: n, count: n + 1 };
        silent.push(violation);
        onViolation(violation);
      }
      onStep((done += 1), all.toString());
    });
    return { tallies, silent };
  } finally {
    alterer.stop();
  }
};

const run = async (options: ScenarioOptions): Promise<Result> => {
  const { from = 0, count } = options;
  const { tallies, silent } = await alterations({ ...options, cases: casesFrom(from, count) });
  const all = new Tally();
  const byFile = new Map<string, Tally>();
  for (const [name, tally] of tallies) {
    all.addAll(tally);
    const [file] = name.split(' ') as [string];
    byFile.set(file, byFile.get(file) ?? new Tally());
    byFile.get(file)!.addAll(tally);
  }
  const lines = [...byFile, ...tallies].toSorted(([one], [other]) => one.localeCompare(other));
  return {
    summary: all.toString(),
    violations: silent,
    details: lines.map(([name, tally]) => `${name.padEnd(100)}${tally.toString()}`),
  };
};

export const alteration: Scenario = {
  name: 'alterations',
  unit: 'alterations',
  count: 10_000,
  isResumable: true,
  guarantee:
    'whoever has the disk and no key cannot alter any file, of a stopped or of a running service, so that an answer differs without a word',
  run,
};
