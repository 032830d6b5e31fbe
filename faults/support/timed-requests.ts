import { isConnectionLost } from './simulated-recorder.js';
import { Tally } from '../scenario.js';
import { waitedForProcessor } from './waited-for-processor.js';

/** A request without an answer by then has none. */
const PATIENCE_MS = 60_000;
/** How much later than LOG_TIMEOUT_SECONDS an answer may come, in ms. */
const SLACK_MS = 1_000;
/** How much later still at most, in ms, while processes wait for a processor. */
const BUSY_SLACK_MS = 8_000;

/** An instance that is asked. The time in which it was frozen is not its own. */
export type Asked = Readonly<{ url: string; logSeconds: number; frozenMs: number }>;
export type Answer = Readonly<{ status: number; body: Readonly<{ code?: string; revision?: number }> }>;

/** Holds each answer against LOG_TIMEOUT_SECONDS and a second. The time in which processes waited for a processor does not count. */
export class TimedRequests {
  readonly answers = new Tally();
  readonly wrong: string[] = [];
  /** The slowest answer, in ms. */
  slowest = 0;

  /** @returns undefined if the connection is lost, or nothing is answered */
  async send(
    name: string,
    instance: Asked,
    ask: (signal: AbortSignal) => Promise<Response>,
  ): Promise<Answer | undefined> {
    const began = performance.now() - instance.frozenMs;
    const waitedBefore = waitedForProcessor();
    try {
      const answer = await ask(AbortSignal.timeout(PATIENCE_MS));
      return { status: answer.status, body: (await answer.json()) as Answer['body'] };
    } catch (error) {
      if ((error as Error).name === 'TimeoutError') this.wrong.push(`${name}: no answer within ${PATIENCE_MS} ms`);
      else if (isConnectionLost(error)) this.answers.add('no connection');
      else throw error;
    } finally {
      const took = performance.now() - instance.frozenMs - began;
      this.slowest = Math.max(this.slowest, took);
      const slack = SLACK_MS + Math.min(waitedForProcessor() - waitedBefore, BUSY_SLACK_MS);
      if (took > instance.logSeconds * 1_000 + slack) this.wrong.push(`${name}: answered after ${Math.round(took)} ms`);
    }
    return undefined;
  }
}

type Requests = Pick<TimedRequests, 'answers' | 'slowest'>;

/** The answers to all of them. */
export const answersTo = (all: readonly Requests[]): Tally => {
  const tally = new Tally();
  for (const { answers } of all) tally.addAll(answers);
  return tally;
};
