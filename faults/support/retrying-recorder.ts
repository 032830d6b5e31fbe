import { setTimeout as sleep } from 'node:timers/promises';
import { below, type Random } from '#ledger/audit/testing/sample.js';
import { isConnectionLost, record, taggedFact, type TaggedFact } from './simulated-recorder.js';
import { Tally } from '../scenario.js';

/** A request without an answer by then has none. */
const PATIENCE_MS = 60_000;
/** How much later than LOG_TIMEOUT_SECONDS an answer may come, in ms, on a busy machine. */
const SLACK_MS = 1_000;

/** An instance that is recorded on. The time in which it was frozen is not its own. */
type Recorded = Readonly<{ url: string; logSeconds: number; frozenMs: number }>;

/** Records on several instances: a request without an answer is retried with its key on the next instance. */
export class RetryingRecorder {
  /** The acknowledged words, with their revisions. */
  readonly acknowledged = new Map<string, number>();
  readonly answers = new Tally();
  readonly wrong: string[] = [];
  /** The slowest answer, in ms. */
  slowest = 0;
  private count = 0;

  constructor(
    readonly name: string,
    private readonly instances: readonly Recorded[],
    private readonly random: Random,
  ) {}

  /** Runs until `isEnough`, and then until its last request is acknowledged; or until `isOver`. */
  async run(shared: string, isEnough: () => boolean, isOver: () => boolean = () => false): Promise<void> {
    while (!isEnough() && !isOver())
      await this.deliver(taggedFact(`${this.name}-${this.count++}`, shared, this.random), isOver);
  }

  private async deliver(fact: TaggedFact, isOver: () => boolean): Promise<void> {
    const first = below(this.random, this.instances.length);
    for (let sent = 0; !isOver(); sent++) {
      const revision = await this.send(this.instances[(first + sent) % this.instances.length]!, fact);
      if (revision !== undefined) return void this.acknowledged.set(fact.word, revision);
      await sleep(20 + below(this.random, 80));
    }
  }

  /** @returns the revision, if the service answers with one */
  private async send(instance: Recorded, fact: TaggedFact): Promise<number | undefined> {
    const began = performance.now() - instance.frozenMs;
    try {
      const answer = await record(instance.url, fact, AbortSignal.timeout(PATIENCE_MS));
      const body = (await answer.json()) as { revision: number; code?: string };
      this.answers.add(body.code ?? 'recorded');
      if (answer.status === 201) return body.revision;
      // A conflict that persists after retries, or anything that is not possible now.
      if (answer.status !== 503 && body.code !== 'too-many-writers')
        this.wrong.push(`${fact.word}: ${answer.status} ${JSON.stringify(body)}`);
    } catch (error) {
      if ((error as Error).name === 'TimeoutError') this.wrong.push(`${fact.word}: no answer within ${PATIENCE_MS} ms`);
      else if (isConnectionLost(error)) this.answers.add('no connection');
      else throw error;
    } finally {
      const took = performance.now() - instance.frozenMs - began;
      this.slowest = Math.max(this.slowest, took);
      if (took > instance.logSeconds * 1_000 + SLACK_MS)
        this.wrong.push(`${fact.word}: answered after ${Math.round(took)} ms`);
    }
    return undefined;
  }
}

export const retryingRecorders = (
  count: number,
  instances: readonly Recorded[],
  random: Random,
  name = 'recorder',
): readonly RetryingRecorder[] =>
  Array.from({ length: count }, (_, n) => new RetryingRecorder(`${name}-${n}`, instances, random));

/** The answers to all of them. */
export const answersTo = (all: readonly RetryingRecorder[]): Tally => {
  const tally = new Tally();
  for (const { answers } of all) tally.addAll(answers);
  return tally;
};
