import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.js';
import type { CodeAt } from '../http/problem-codes/problem-codes.js';
import { Quota } from './quota.js';
import { keyOf } from './rate-limit.js';

/** On EventStoreDB each change of a note stays for ever. */
const MOST_PER_MINUTE = 30;

/** How often each caller may change something that is kept beside the log, or has it sent. */
export class QuotaOfChanges {
  private readonly quota = new Quota(MOST_PER_MINUTE);

  /** `done`: what was done too often, as in "You have changed your feeds 30 times". */
  constructor(
    private readonly code: CodeAt<429>,
    private readonly done: (times: number) => string,
  ) {}

  /** @throws Problem 429 */
  count(request: FastifyRequest): void {
    const { requests, seconds } = this.quota.take(keyOf(request));
    if (requests >= 0) return;
    const detail = `You have ${this.done(MOST_PER_MINUTE)} within a minute. Send this again in ${seconds} s.`;
    throw new Problem(this.code, detail, { headers: { 'retry-after': String(seconds) } });
  }
}
