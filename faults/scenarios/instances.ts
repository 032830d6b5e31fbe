import { setTimeout as sleep } from 'node:timers/promises';
import { below, type Random, randomOf } from '#ledger/audit/testing/sample.js';
import { record, tell } from '../support/simulated-recorder.js';
import { answersTo, messengers } from '../support/messenger.js';
import { Office } from '../support/office.js';
import { type Asked, type Broken, type Found, type Run, Tally } from '../run.js';

const CLERKS = 4;
/** After so many writes that are read on the other instance, one of the two is killed under load, once. */
const WRITES_OF_A_KILL = 1_000;
/** Facts of what all clerks share, before they share another: more than a negotiator would tell of one thing. */
const FACTS_OF_A_THING = 200;

/** Of all reads that should wait, the share that may be told to ask again; and how long 99 of 100 may take, in ms. */
const MOST_503 = 0.001;
const P99_MS = 200;

export type Shared = Found &
  Readonly<{ reads: Tally; times: Readonly<{ write: readonly number[]; read: readonly number[] }> }>;

/** A write to one instance, and a read with its token on the other. */
class Pair {
  readonly acknowledged = new Map<string, number>();
  readonly reads = new Tally();
  readonly wrong: string[] = [];
  readonly times = { write: [] as number[], read: [] as number[] };

  constructor(
    private readonly office: Office,
    private readonly random: Random,
  ) {}

  async writeThenRead(word: string): Promise<void> {
    const told = tell(word, this.office.shared, this.random);
    const at = below(this.random, 2);
    const [one, other] = [this.office.instances[at]!, this.office.instances[1 - at]!];
    const began = performance.now();
    const answer = await record(one.url, told);
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

/** One is killed at any moment, and starts again, while clerks go on with both. */
const killOnce = async ({ instances }: Office, random: Random): Promise<void> => {
  const one = instances[below(random, 2)]!;
  await sleep(below(random, 300));
  await one.stop('SIGKILL');
  await sleep(below(random, 200));
  await one.start();
};

/** Writes on one instance that are read on the other, and then kills of one of them under load. */
export const shareLog = async ({ count, seed, onStep }: Asked): Promise<Shared> => {
  const random = randomOf(seed);
  const office = await Office.open();
  try {
    const pair = new Pair(office, random);
    let taken = 0;
    let done = 0;
    const clerk = async () => {
      while (taken < count) {
        const word = taken++;
        // Every other word is of what they share.
        if (word > 0 && word % (2 * FACTS_OF_A_THING) === 0) await office.shareAnother();
        await pair.writeThenRead(`word-${word}`);
        onStep(++done, `${pair.reads.toString()}, ${pair.wrong.length} promises broken`);
      }
    };
    await Promise.all(Array.from({ length: CLERKS }, clerk));

    const kills = Math.max(1, Math.round(count / WRITES_OF_A_KILL));
    const writers = messengers(CLERKS, office.instances, random);
    let isEnough = false;
    const writing = Promise.all(writers.map((writer) => writer.run(office.shared, () => isEnough)));
    for (let killed = 0; killed < kills; killed++) await killOnce(office, random);
    isEnough = true;
    await writing;

    const wrong = [
      ...pair.wrong,
      ...writers.flatMap((writer) => writer.wrong),
      ...(await office.wrong([pair, ...writers])),
    ];
    return {
      found: `${pair.reads.toString()}; ${kills} kills under load: ${answersTo(writers).toString()}`,
      broken: wrong.map((what): Broken => ({ what, seed, count })),
      reads: pair.reads,
      times: pair.times,
    };
  } finally {
    await office.close();
  }
};

const quantile = (times: readonly number[], part: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;

const inTime = async (asked: Asked): Promise<Found> => {
  const { found, broken, reads, times } = await shareLog(asked);
  const { seed, count } = asked;
  const tooLate = 1 - reads.of('read') / Math.max(1, times.read.length);
  const p99 = quantile(times.read, 0.99);
  const wrong: string[] = [];
  if (tooLate >= MOST_503) wrong.push(`${(100 * tooLate).toFixed(2)} % of the reads were told to ask again`);
  if (p99 >= P99_MS) wrong.push(`99 of 100 reads on the other instance took up to ${p99.toFixed(0)} ms`);
  const figures = (all: readonly number[]) =>
    [0.5, 0.99, 1].map((part) => `${quantile(all, part).toFixed(0)} ms`).join(', ');
  return {
    found: `p99 of reads ${p99.toFixed(0)} ms; ${found}`,
    broken: [...broken, ...wrong.map((what): Broken => ({ what, seed, count }))],
    details: [
      `reads on the other instance, half of them, 99 of 100, all: ${figures(times.read)}`,
      `writes: ${figures(times.write)}`,
    ],
  };
};

export const instances: Run = {
  name: 'instances',
  unit: 'writes',
  count: 10_000,
  promise: `what one instance has acknowledged, another shows with the token: never anything older, 99 of 100 within ${P99_MS} ms; and where one is killed under load, both have the same rows, ordinals and root`,
  run: inTime,
};
