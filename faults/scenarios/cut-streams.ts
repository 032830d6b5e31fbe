import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { below, type Random, randomOf } from '#ledger/audit/testing/sample.js';
import { type Ran, rapporteur } from '../../test/support/cli.js';
import { settingsFor } from '../../test/support/engine.js';
import { LATE, NO_TIMER } from '../../test/support/service.js';
import { type Result, type Scenario, type ScenarioOptions, Tally, type Violation } from '../scenario.js';
import { atOnce, casesFrom } from '../support/at-once.js';
import { Instance } from '../support/instance.js';

/** Imported by address, so that an engine's folder can be deleted without breaking other tests. */
const CUTTER = new URL('../eventstoredb/cutter.js', import.meta.url).href;
type Backup = Readonly<{ backupOf?: never }>;
type Cutter = Readonly<{
  url: string;
  cuts: readonly string[];
  recorded: () => readonly Readonly<{ id: string; stream: string }>[];
  cut: (how: string, stream: string, part: number) => Promise<void>;
  undo: (stream: string) => Promise<Ran>;
  scavenge: () => void;
  backup: () => Backup;
  restore: (backup: Backup) => void;
  slowAppends: (ms: number) => Readonly<{ struck: () => number; lift: () => void }>;
  stop: () => Promise<void>;
}>;
type Cutters = Readonly<{ Cutter: Readonly<{ start: () => Promise<Cutter> }> }>;

const TIMES = ['while nobody runs', 'while an instance runs', 'while it decides'] as const;
/** `part`: how much of the stream, below 1. */
type Drawn = Readonly<{ how: string; time: (typeof TIMES)[number]; isScavenged: boolean; part: number; which: number }>;

/** What a message must not say: it is no accident, and not the service. */
const DEFAMED = /altered outside|another program|ended a read before its end|are lost|cannot be reached/;
/** The longest that an append is held: less than a service waits for it. */
const HELD_MS = 8_000;

type Answer = Readonly<{ status: number; text: string }>;
/** The answers of a service that is just starting are no answers. */
const ask = async ({ url }: Instance, path: string, body?: object, headers = {}): Promise<Answer> => {
  for (;;) {
    const answer = await fetch(`${url}${path}`, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
    });
    const text = await answer.text();
    if (answer.status !== 503 || !LATE.some((code) => text.includes(`"${code}"`)))
      return { status: answer.status, text };
    await sleep(20);
  }
};

/** One record on one server, whose stream is cut once. */
class CutRecord {
  readonly wrong: string[] = [];
  /** The ids of the events that were acknowledged. */
  private readonly acknowledged: string[] = [];
  private readonly issues: string[] = [];
  private talks = '';
  private readonly instance: Instance;

  constructor(
    private readonly cutter: Cutter,
    private readonly root: string,
  ) {
    this.instance = new Instance('one', join(root, 'one'), { ...NO_TIMER, ...settingsFor(cutter.url) });
  }

  private async record(path: string, body: object, headers = {}): Promise<Answer & Readonly<{ id: string }>> {
    const answer = await ask(this.instance, path, body, headers);
    if (answer.status !== 201) return { ...answer, id: '' };
    const { id, events } = JSON.parse(answer.text) as { id: string; events: readonly { id: string }[] };
    this.acknowledged.push(...events.map((event) => event.id));
    return { ...answer, id };
  }

  private settle(issue: string, headers = {}): ReturnType<CutRecord['record']> {
    return this.record(`/v1/issues/${issue}/settle`, {}, headers);
  }

  /** A negotiation, and issues of one to three events. */
  private async fill(): Promise<void> {
    this.talks = (await this.record('/v1/negotiations', { title: 'Talks' })).id;
    for (let length = 1; length <= 3; length++) {
      const { id } = await this.record(`/v1/negotiations/${this.talks}/issues`, { title: `Issue ${length}` });
      if (length > 1) await this.settle(id);
      if (length > 2) await this.record(`/v1/issues/${id}/reopen`, { reason: 'It is not enough.' });
      this.issues.push(id);
    }
  }

  async run({ how, time, isScavenged, part, which }: Drawn): Promise<void> {
    const { cutter, instance } = this;
    await instance.start();
    await this.fill();
    await instance.becomes(true);
    if (time === 'while nobody runs') await instance.stop();

    const streams = [...new Set(cutter.recorded().map(({ stream }) => stream))];
    // What is decided on is an issue that can be settled.
    const issue = this.issues[which % 2 === 0 ? 0 : 2]!;
    const stream = time === 'while it decides' ? `rapporteur.issue-${issue}` : streams[which % streams.length]!;
    const backup = cutter.backup();
    const headers = { 'idempotency-key': randomUUID() };
    if (time === 'while it decides') {
      const held = cutter.slowAppends(HELD_MS);
      const deciding = this.settle(issue, headers);
      while (held.struck() === 0) await sleep(5);
      await cutter.cut(how, stream, part);
      held.lift();
      const { status, text } = await deciding;
      if (status !== 503) this.wrong.push(`a fact that was decided meanwhile is answered ${status}: ${text}`);
    } else await cutter.cut(how, stream, part);

    if (time !== 'while nobody runs') await this.refusesToRecord(stream);
    const late = cutter.recorded().length > ids(backup).length;
    if (isScavenged) cutter.scavenge();
    const remedy = await this.refusesToStart(stream);
    await this.recovers({ stream, backup, remedy, late, again: () => this.settle(issue, headers) });
  }

  /** A running instance says which stream it is, records nothing more, and ends. */
  private async refusesToRecord(stream: string): Promise<void> {
    const { cutter, instance } = this;
    if (!(await instance.becomes(false, 10_000))) this.wrong.push('a running instance stays ready');
    const { log } = await instance.health();
    this.names(stream, log.trouble ?? '', 'readiness');
    const before = cutter.recorded().length;
    const issues = `/v1/negotiations/${this.talks}/issues`;
    for (const [path, body] of [
      [`/v1/issues/${this.issues[0]}/settle`, {}],
      [issues, { id: this.issues[1], title: 'Again' }],
      [issues, { title: 'Another' }],
    ] as const) {
      const { status, text } = await ask(instance, path, body);
      if (status !== 503) this.wrong.push(`POST ${path} is answered ${status}: ${text}`);
    }
    const trail = await ask(instance, '/v1/audit/trail');
    if (![200, 503].includes(trail.status)) this.wrong.push(`the trail is answered ${trail.status}: ${trail.text}`);
    await instance.stop();
    const more = cutter.recorded().length - before;
    if (more > 0) this.wrong.push(`${more} events are recorded after it`);
  }

  /** @returns the message of the start */
  private async refusesToStart(stream: string): Promise<string> {
    const { code, output } = await this.instance.startInVain();
    if (code !== 2) this.wrong.push(`a start ends with ${code}: ${output}`);
    this.names(stream, output, 'a start');
    const words = ['export', '--to', join(this.root, 'record.ndjson'), '--data-dir', join(this.root, 'one')];
    const exported = await rapporteur(words, { EVENTSTOREDB_URL: this.cutter.url });
    if (exported.code !== 1) this.wrong.push(`an export ends with ${exported.code}`);
    this.names(stream, exported.err, 'an export');
    return output;
  }

  /** Follows the message: undoes the cut, or else restores a backup. Then all that was acknowledged is there. */
  private async recovers({
    stream,
    backup,
    remedy,
    late,
    again,
  }: Readonly<{
    stream: string;
    backup: Backup;
    remedy: string;
    late: boolean;
    again: () => ReturnType<CutRecord['record']>;
  }>): Promise<void> {
    const { cutter, instance } = this;
    const isWhole = () => ids(backup).every((id, n) => cutter.recorded()[n]?.id === id);
    let isUndone = false;
    if (remedy.includes('eventstoredb-uncut.mjs')) {
      const undone = await cutter.undo(stream);
      isUndone = isWhole();
      const isTold = isUndone ? undone.code === 0 : undone.code === 2 && /Restore a complete backup/.test(undone.err);
      if (!isTold) this.wrong.push(`the undoing ends with ${undone.code}: ${undone.out}${undone.err}`);
      if (!isUndone) {
        const { code, output } = await instance.startInVain();
        if (code !== 2 || !/are gone.*Restore a complete backup/.test(output))
          this.wrong.push(`a start on a record that was scavenged ends with ${code}: ${output}`);
      }
    } else if (!/[Rr]estore a complete backup/.test(remedy)) this.wrong.push(`the start says no remedy: ${remedy}`);
    if (!isUndone) cutter.restore(backup);
    await instance.start();
    if (!(await instance.becomes(true)))
      this.wrong.push(`does not recover: ${JSON.stringify(await instance.health())}`);
    const there = new Set(cutter.recorded().map(({ id }) => id));
    for (const id of this.acknowledged) if (!there.has(id)) this.wrong.push(`the acknowledged event ${id} is gone`);
    for (const id of this.issues) {
      const { status } = await ask(instance, `/v1/issues/${id}`);
      if (status !== 200) this.wrong.push(`issue ${id} is answered ${status} after the recovery`);
    }
    if (late) {
      const before = cutter.recorded().length;
      const { status, text } = await again();
      if (status !== 201) this.wrong.push(`the repetition of a fact is answered ${status}: ${text}`);
      if (isUndone && cutter.recorded().length !== before)
        this.wrong.push('the repetition of a fact is recorded twice');
    }
    const { code, output } = await instance.stop();
    if (code !== 0) this.wrong.push(`ends with ${code} after the recovery: ${output}`);
  }

  /** Whatever happened. */
  async end(): Promise<void> {
    if (this.instance.isRunning) await this.instance.stop('SIGKILL');
  }

  private names(stream: string, message: string, where: string): void {
    if (!message.includes(stream) || DEFAMED.test(message))
      this.wrong.push(`${where} does not name ${stream}: ${message}`);
  }
}

const ids = (backup: Backup): readonly string[] =>
  (backup as unknown as readonly Readonly<{ id: string; stream: string; type: string }>[])
    .filter(({ stream, type }) => stream.startsWith('rapporteur.') && type !== '$streamDeleted')
    .map(({ id }) => id);

/** The first fifteen have each cut at each time, and half of them are scavenged; the next fifteen have the other half. */
const drawn = (n: number, cuts: readonly string[], random: Random): Drawn => ({
  how: cuts[n % cuts.length]!,
  time: TIMES[Math.floor(n / cuts.length) % TIMES.length]!,
  isScavenged: (n + Math.floor(n / cuts.length / TIMES.length)) % 2 === 1,
  part: random(),
  which: below(random, 1_000),
});

/** Records at a time: each has its own server and its own instance. */
const AT_ONCE = 4;

export const cutStreams = async ({
  count,
  seed,
  from = 0,
  onStep,
  onViolation = () => {},
}: ScenarioOptions): Promise<Result> => {
  const { Cutter } = (await import(CUTTER)) as Cutters;
  const tally = new Tally();
  const violations: Violation[] = [];
  let done = from;
  await atOnce(AT_ONCE, casesFrom(from, count), async (n) => {
    const root = mkdtempSync(join(tmpdir(), 'rapporteur-cut-streams-'));
    const cutter = await Cutter.start();
    const one = drawn(n, cutter.cuts, randomOf(seed + n));
    const record = new CutRecord(cutter, root);
    try {
      await record.run(one);
    } catch (error) {
      record.wrong.push((error as Error).stack ?? String(error));
    } finally {
      await record.end();
      await cutter.stop();
      rmSync(root, { recursive: true });
    }
    for (const what of record.wrong) {
      const description = `${one.how} ${one.time}${one.isScavenged ? ', scavenged' : ''}: ${what}`;
      const violation = { description, seed, count: n + 1, from: n };
      violations.push(violation);
      onViolation(violation);
    }
    tally.add(one.how);
    onStep((done += 1), `${tally.toString()}, ${violations.length} violations`);
  });
  return { summary: tally.toString(), violations, done: count - from };
};

export const cutStreamsScenario: Scenario = {
  name: 'cut-streams',
  unit: 'streams',
  count: 1_000,
  isResumable: true,
  guarantee:
    'whoever deletes or cuts a stream of the record on the server: nothing is recorded after it, nothing acknowledged is lost that a remedy brings back, every message names the stream, and following it makes the record whole',
  run: cutStreams,
};
