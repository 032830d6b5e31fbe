import { setTimeout as sleep } from 'node:timers/promises';
import { below, type Random, randomOf } from '#ledger/audit/testing/sample.js';
import { record, taggedFact } from '../support/simulated-recorder.js';
import { retryingRecorders } from '../support/retrying-recorder.js';
import { answersTo } from '../support/timed-requests.js';
import { InstancePair } from '../support/instance-pair.js';
import { type ScenarioOptions, type Violation, type Result, type Scenario, Tally } from '../scenario.js';

const CLIENTS = 4;
/** One kill under load for this many writes. */
const WRITES_PER_KILL = 1_000;
/** Facts on the shared negotiation before the clients move on to another: more than anybody would record on one. */
const FACTS_PER_NEGOTIATION = 200;

/** The highest share of reads that may be answered 503, and the time within which 99 of 100 reads must be answered. */
const MOST_503 = 0.001;
const P99_MS = 200;

export type Shared = Result &
  Readonly<{ reads: Tally; times: Readonly<{ write: readonly number[]; read: readonly number[] }> }>;

/** A write to one instance, and a read with its token on the other. */
class ReadAfterWrite {
  readonly acknowledged = new Map<string, number>();
  readonly reads = new Tally();
  readonly wrong: string[] = [];
  readonly times = { write: [] as number[], read: [] as number[] };

  constructor(
    private readonly pair: InstancePair,
    private readonly random: Random,
  ) {}

  async writeThenRead(word: string): Promise<void> {
    const fact = taggedFact(word, this.pair.shared, this.random);
    const at = below(this.random, 2);
    const [one, other] = [this.pair.instances[at]!, this.pair.instances[1 - at]!];
    const began = performance.now();
    const answer = await record(one.url, fact);
    this.times.write.push(performance.now() - began);
    const receipt = (await answer.json()) as { id: string; revision: number; code?: string };
    if (answer.status !== 201) return void this.wrong.push(`${word}: ${answer.status} ${JSON.stringify(receipt)}`);
    this.acknowledged.set(word, receipt.revision);
    await this.read(other.url, receipt, answer.headers.get('consistency-token')!);
  }

  private async read(url: string, { id, revision }: { id: string; revision: number }, token: string): Promise<void> {
    const began = performance.now();
    const answer = await fetch(`${url}/v1/negotiations/${id}`, { headers: { 'consistency-token': token } });
    const body = (await answer.json()) as { revision: number; code?: string };
    this.times.read.push(performance.now() - began);
    this.reads.add(body.code ?? 'read');
    if (answer.status === 503) return;
    if (answer.status !== 200) this.wrong.push(`${id} is answered ${answer.status} ${JSON.stringify(body)}`);
    else if (body.revision < revision)
      this.wrong.push(`${id} is read at ${body.revision}, after it was at ${revision}`);
  }
}

/** Kills one of the two at a random moment and starts it again, while both are in use. */
const killOnce = async ({ instances }: InstancePair, random: Random): Promise<void> => {
  const one = instances[below(random, 2)]!;
  await sleep(below(random, 300));
  await one.stop('SIGKILL');
  await sleep(below(random, 200));
  await one.start();
};

/** Reads on one instance what was written on the other; then kills one of them under load. */
export const shareLog = async ({ count, seed, onStep }: ScenarioOptions): Promise<Shared> => {
  const random = randomOf(seed);
  const pair = await InstancePair.open();
  try {
    const checks = new ReadAfterWrite(pair, random);
    let taken = 0;
    let done = 0;
    const client = async () => {
      while (taken < count) {
        const word = taken++;
        // Every other fact is about the shared negotiation.
        if (word > 0 && word % (2 * FACTS_PER_NEGOTIATION) === 0) await pair.shareAnother();
        await checks.writeThenRead(`word-${word}`);
        onStep(++done, `${checks.reads.toString()}, ${checks.wrong.length} violations`);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));

    const kills = Math.max(1, Math.round(count / WRITES_PER_KILL));
    const writers = retryingRecorders(CLIENTS, pair.instances, random);
    let isEnough = false;
    const writing = Promise.all(writers.map((writer) => writer.run(pair.shared, () => isEnough)));
    for (let killed = 0; killed < kills; killed++) await killOnce(pair, random);
    isEnough = true;
    await writing;

    const wrong = [
      ...checks.wrong,
      ...writers.flatMap(({ requests }) => requests.wrong),
      ...(await pair.wrong([checks, ...writers])),
    ];
    return {
      summary: `${checks.reads.toString()}; ${kills} kills under load: ${answersTo(writers.map(({ requests }) => requests)).toString()}`,
      violations: wrong.map((what): Violation => ({ description: what, seed, count })),
      reads: checks.reads,
      times: checks.times,
    };
  } finally {
    await pair.close();
  }
};

const quantile = (times: readonly number[], part: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;

const shareLogInTime = async (options: ScenarioOptions): Promise<Result> => {
  const { summary, violations, reads, times } = await shareLog(options);
  const { seed, count } = options;
  const unavailable = 1 - reads.of('read') / Math.max(1, times.read.length);
  const p99 = quantile(times.read, 0.99);
  const wrong: string[] = [];
  if (unavailable >= MOST_503) wrong.push(`${(100 * unavailable).toFixed(2)} % of the reads were answered 503`);
  if (p99 >= P99_MS) wrong.push(`99 of 100 reads on the other instance were answered within ${p99.toFixed(0)} ms`);
  const figures = (all: readonly number[]) =>
    [0.5, 0.99, 1].map((part) => `${quantile(all, part).toFixed(0)} ms`).join(', ');
  return {
    summary: `p99 of reads ${p99.toFixed(0)} ms; ${summary}`,
    violations: [...violations, ...wrong.map((what): Violation => ({ description: what, seed, count }))],
    details: [
      `reads on the other instance (p50, p99, max): ${figures(times.read)}`,
      `writes (p50, p99, max): ${figures(times.write)}`,
    ],
  };
};

export const instances: Scenario = {
  name: 'instances',
  unit: 'writes',
  count: 10_000,
  guarantee: `what one instance acknowledged, the other shows to a client with the token: nothing older, 99 of 100 reads within ${P99_MS} ms; after a kill under load, both have the same rows, ordinals and root`,
  run: shareLogInTime,
};
