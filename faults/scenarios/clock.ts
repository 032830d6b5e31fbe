import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { below, type Random, randomOf } from '#ledger/audit/testing/sample.js';
import { rapporteur } from '../../test/support/cli.js';
import { clocksMoved, moveClocks } from '../../test/support/clocks.js';
import { engineFor, stopEngine } from '../../test/support/engine.js';
import { type Process, startProcess, stop } from '../../test/support/process.js';
import { record, taggedFact, wholeLog } from '../support/simulated-recorder.js';
import { type ScenarioOptions, type Violation, type Result, type Scenario, Tally } from '../scenario.js';

/** Jumps on one log. */
const JUMPS = 20;
const FACTS = 3;
const [HOUR, YEAR] = [3_600_000, 365.25 * 86_400_000];
const BOUND = 300_000;
/** A jump whose size is this close to the bound may be refused or not. */
const MARGIN = 60_000;
const REACHES = [10, 1_000, 60_000, 26 * HOUR, 20 * YEAR] as const;
/** A clock that is not accepted within this time never is. */
const LONGEST_MS = 60_000;

/** Relative to the real clock, not to the last jump. */
const jump = (random: Random): number => {
  const reach = REACHES[below(random, REACHES.length)]!;
  return Math.round((below(random, 2_000_001) / 1_000_000 - 1) * reach);
};

/** An answer that must stay the same as of this moment. */
type Kept = Readonly<{ asOf: string; body: string }>;

const negotiations = async (url: string, asOf?: string): Promise<{ body: string; token: string }> => {
  const answer = await fetch(
    `${url}/v1/negotiations?limit=200${asOf === undefined ? '' : `&asOf=${encodeURIComponent(asOf)}`}`,
  );
  const body = await answer.text();
  if (answer.status !== 200) throw new Error(`asOf ${asOf}: ${answer.status} ${body}`);
  return { body, token: answer.headers.get('consistency-token')! };
};

/** A log, the service on it, and what was seen of it. */
class Life {
  readonly kept: Kept[] = [];
  readonly wrong: string[] = [];
  private readonly dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-clock-'));
  private readonly acknowledged = new Set<string>();
  private service!: Process;
  private shared: string | undefined;
  private facts = 0;
  /** How far the clock is moved now, and how far it was when it was last trusted. */
  private moved = 0;
  private trusted = 0;
  /** When the last fact was recorded, and how far that may be ahead of the clock. */
  private last = 0;
  private lead = 0;

  /** `draw` is for facts alone: how often they are sent again depends on the machine, and what else is drawn must not. */
  constructor(
    private readonly random: Random,
    private readonly draw: Random,
    private readonly tally: Tally,
  ) {}

  async start(): Promise<void> {
    const env = { LOG_LEVEL: 'fatal', ...clocksMoved({ clockMoved: this.moved }) };
    this.service = await startProcess({ dataDir: this.dataDir, env });
  }

  /** Moves the clock, while the service runs or while it is stopped or killed. */
  async move(): Promise<void> {
    this.moved = jump(this.random);
    const isStopped = below(this.random, 4) === 0;
    if (isStopped) await this.restart();
    else await moveClocks(this.service, { clockMoved: this.moved });
    const behind = this.last - Date.now() - this.moved;
    const [off, beyondLead] = [Math.abs(this.moved - this.trusted), behind - this.lead];
    const furthest = Math.max(off, beyondLead);
    const isTrusted = await this.records();
    if (isTrusted && furthest > BOUND + MARGIN)
      this.wrong.push(`a fact was recorded by a clock that jumped ${furthest} ms`);
    if (!isTrusted && furthest < BOUND - MARGIN) this.wrong.push(`a jump of ${furthest} ms was refused`);
    if (isTrusted) {
      this.lead = Math.max(0, Math.min(this.lead, behind));
      return this.tally.add('jumps within the bound');
    }
    this.tally.add('jumps refused');
    if (below(this.random, 2) === 0) await this.undo();
    else await this.accept(behind);
  }

  private async undo(): Promise<void> {
    this.moved = this.trusted;
    await moveClocks(this.service, { clockMoved: this.moved });
    if (this.last - Date.now() - this.moved - this.lead < BOUND - MARGIN) {
      if (!(await this.records())) this.wrong.push('nothing is recorded although the clock has returned');
      this.tally.add('undone');
    } else await this.accept(this.last - Date.now() - this.moved);
  }

  private async accept(behind: number): Promise<void> {
    const settings = { ...(await engineFor(this.dataDir)), ...clocksMoved({ clockMoved: this.moved }) };
    const isStopped = below(this.random, 3) === 0;
    if (isStopped) await this.end();
    const { code, out, err } = await rapporteur(['accept-clock', '--data-dir', this.dataDir], settings);
    if (code !== 0 || !out.startsWith('Accepted')) this.wrong.push(`accept-clock: ${out}${err}`);
    if (isStopped) await this.start();
    // Killed before, while or after it takes what was accepted.
    else if (below(this.random, 3) === 0) {
      await sleep(below(this.random, 1_500));
      await stop(this.service, 'SIGKILL');
      await this.start();
    }
    [this.trusted, this.lead] = [this.moved, Math.max(0, behind)];
    for (const end = performance.now() + LONGEST_MS; !(await this.records({ isTaken: true })); await sleep(50))
      if (performance.now() > end) throw new Error('the clock was accepted, and nothing is recorded');
    const isKilled = this.tally.of('accepted') % 2 === 0; // every second time, and the first
    this.tally.add('accepted');
    if (isKilled) {
      await stop(this.service, 'SIGKILL');
      await this.start();
      this.tally.add('killed after that');
    }
  }

  /** Stops the service or kills it, and starts it again. */
  private async restart(): Promise<void> {
    await this.end();
    await this.start();
  }

  private async end(): Promise<void> {
    await stop(this.service, below(this.random, 2) === 0 ? 'SIGTERM' : 'SIGKILL');
  }

  /**
   * Sends some facts at once. `isTaken`: the service may just be taking the clock that was accepted, so that the last of them find
   * another one. @returns whether they were recorded
   */
  async records({ isTaken = false } = {}): Promise<boolean> {
    const { url } = this.service;
    const answers = await Promise.all(
      Array.from({ length: FACTS }, async () => {
        const word = `fact-${(this.facts += 1)}`;
        const answer = await record(url, taggedFact(word, this.shared, this.draw));
        const body = (await answer.json()) as {
          id: string;
          code?: string;
          events: { id: string; metadata: { recordedAt: string } }[];
        };
        if (answer.status === 503 && body.code === 'clock-jumped') return undefined;
        if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(body)}`);
        const [event] = body.events;
        this.acknowledged.add(event!.id);
        return { id: body.id, recordedAt: event!.metadata.recordedAt, token: answer.headers.get('consistency-token')! };
      }),
    );
    const recorded = answers.filter((answer) => answer !== undefined);
    if (recorded.length === 0) return false;
    if (recorded.length < FACTS && !isTaken)
      this.wrong.push('some facts were recorded, and others refused by the same clock');
    this.shared ??= recorded[0]!.id;
    const last = recorded
      .map(({ recordedAt }) => recordedAt)
      .toSorted()
      .at(-1)!;
    this.last = Date.parse(last);
    await fetch(`${url}/v1/negotiations`, { headers: { 'consistency-token': recorded.at(-1)!.token } }).then((seen) =>
      seen.arrayBuffer(),
    );
    // A later moment than that of the last fact.
    const now = await negotiations(url);
    this.kept.push({ asOf: now.token, body: now.body }, { asOf: last, body: (await negotiations(url, last)).body });
    return true;
  }

  async again({ asOf, body }: Kept): Promise<void> {
    this.tally.add('answers repeated');
    if ((await negotiations(this.service.url, asOf)).body !== body)
      this.wrong.push(`as of ${asOf} has another answer than before`);
  }

  async close(): Promise<void> {
    await stop(this.service);
    let latest = '';
    for (const { id, type, metadata, position } of await wholeLog(this.dataDir)) {
      const { recordedAt } = JSON.parse(metadata) as { recordedAt: string };
      if (recordedAt < latest)
        this.wrong.push(`event ${position} was recorded at ${recordedAt}, after one of ${latest}`);
      latest = recordedAt;
      this.acknowledged.delete(id);
      if (type !== 'CheckpointSigned') this.tally.add('facts');
    }
    if (this.acknowledged.size > 0) this.wrong.push(`${this.acknowledged.size} acknowledged facts are lost`);
    await stopEngine(this.dataDir);
    rmSync(this.dataDir, { recursive: true });
  }
}

/** Moves the clock forward and back while facts are recorded and between two runs of the service, undoes it or accepts it. */
export const jumpClock = async ({ count, seed, onStep }: ScenarioOptions): Promise<Result> => {
  const random = randomOf(seed);
  const tally = new Tally();
  const violations: Violation[] = [];
  for (let jumped = 0; jumped < count;) {
    const life = new Life(random, randomOf(seed + jumped + 1), tally);
    await life.start();
    if (!(await life.records())) life.wrong.push('a new service records nothing');
    for (let n = 0; n < JUMPS && jumped < count; n += 1) {
      await life.move();
      await life.again(life.kept[below(random, life.kept.length)]!);
      onStep((jumped += 1), `${violations.length + life.wrong.length} violations`);
    }
    for (const one of life.kept) await life.again(one);
    await life.close();
    for (const what of life.wrong) violations.push({ description: what, seed, count: jumped });
  }
  return { summary: tally.toString(), violations };
};

export const clock: Scenario = {
  name: 'clock',
  unit: 'jumps',
  count: 500,
  guarantee:
    'when the system clock jumps, nothing is recorded until it returns or is accepted; recordedAt never goes back in the log, no acknowledged fact is lost, every later start succeeds, and every answer about a past moment stays the same',
  run: jumpClock,
};
