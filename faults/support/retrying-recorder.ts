import { setTimeout as sleep } from 'node:timers/promises';
import { below, type Random } from '#ledger/audit/testing/sample.js';
import { isConnectionLost, record, taggedFact, type TaggedFact } from './simulated-recorder.js';
import { Tally } from '../scenario.js';

/**
 * How long any request may take, in ms: the look at the end of the log that another has begun, one's own, a few reads and
 * an append, each within the patience of the engine; and an instance that stood still for a moment.
 */
const DEADLINE_MS = 45_000;

/** A clerk of several instances: what has no answer is sent again, with its key, to the next of them. */
export class RetryingRecorder {
  /** The words that were acknowledged, with the revision that the service told. */
  readonly acknowledged = new Map<string, number>();
  readonly answers = new Tally();
  readonly wrong: string[] = [];
  /** The longest that an answer took, in ms. */
  slowest = 0;
  private count = 0;

  constructor(
    readonly name: string,
    private readonly instances: readonly Readonly<{ url: string }>[],
    private readonly random: Random,
  ) {}

  /** Goes on until it is told to stop, and what it has begun by then is acknowledged; or until all is `over`. */
  async run(shared: string, isEnough: () => boolean, isOver: () => boolean = () => false): Promise<void> {
    while (!isEnough() && !isOver())
      await this.deliver(taggedFact(`${this.name}-${this.count++}`, shared, this.random), isOver);
  }

  private async deliver(told: TaggedFact, isOver: () => boolean): Promise<void> {
    const first = below(this.random, this.instances.length);
    for (let sent = 0; !isOver(); sent++) {
      const { url } = this.instances[(first + sent) % this.instances.length]!;
      const revision = await this.send(url, told);
      if (revision !== undefined) return void this.acknowledged.set(told.word, revision);
      await sleep(20 + below(this.random, 80));
    }
  }

  /** @returns the revision, where it is told */
  private async send(url: string, told: TaggedFact): Promise<number | undefined> {
    const began = performance.now();
    try {
      const answer = await record(url, told, AbortSignal.timeout(DEADLINE_MS));
      const body = (await answer.json()) as { revision: number; code?: string };
      this.answers.add(body.code ?? 'recorded');
      if (answer.status === 201) return body.revision;
      // A busy thing is a conflict that was tried again often; whatever is not possible now is a 503.
      if (answer.status !== 503 && body.code !== 'too-many-writers')
        this.wrong.push(`${told.word}: ${answer.status} ${JSON.stringify(body)}`);
    } catch (error) {
      if ((error as Error).name === 'TimeoutError') this.wrong.push(`${told.word}: no answer within ${DEADLINE_MS} ms`);
      else if (isConnectionLost(error)) this.answers.add('no connection');
      else throw error;
    } finally {
      this.slowest = Math.max(this.slowest, performance.now() - began);
    }
    return undefined;
  }
}

export const retryingRecorders = (
  count: number,
  instances: readonly Readonly<{ url: string }>[],
  random: Random,
  name = 'messenger',
): readonly RetryingRecorder[] =>
  Array.from({ length: count }, (_, n) => new RetryingRecorder(`${name}-${n}`, instances, random));

/** The answers of all of them together. */
export const answersTo = (all: readonly RetryingRecorder[]): Tally => {
  const tally = new Tally();
  for (const { answers } of all) tally.addAll(answers);
  return tally;
};
