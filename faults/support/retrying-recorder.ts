import { setTimeout as sleep } from 'node:timers/promises';
import { below, type Random } from '#ledger/audit/testing/sample.js';
import { record, taggedFact, type TaggedFact } from './simulated-recorder.js';
import { type Asked, TimedRequests } from './timed-requests.js';

/** Records on several instances: a request without an answer is retried with its key on the next instance. */
export class RetryingRecorder {
  /** The acknowledged words, with their revisions. */
  readonly acknowledged = new Map<string, number>();
  readonly requests = new TimedRequests();
  private count = 0;

  constructor(
    readonly name: string,
    private readonly instances: readonly Asked[],
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
  private async send(instance: Asked, fact: TaggedFact): Promise<number | undefined> {
    const { answers, wrong } = this.requests;
    const answer = await this.requests.send(fact.word, instance, (signal) => record(instance.url, fact, signal));
    if (answer === undefined) return undefined;
    const { status, body } = answer;
    answers.add(body.code ?? 'recorded');
    if (status === 201) return body.revision;
    // A conflict that persists after retries, or anything that is not possible now.
    if (status !== 503 && body.code !== 'too-many-writers')
      wrong.push(`${fact.word}: ${status} ${JSON.stringify(body)}`);
    return undefined;
  }
}

export const retryingRecorders = (
  count: number,
  instances: readonly Asked[],
  random: Random,
  name = 'recorder',
): readonly RetryingRecorder[] =>
  Array.from({ length: count }, (_, n) => new RetryingRecorder(`${name}-${n}`, instances, random));
