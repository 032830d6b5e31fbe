import type { Limits } from '#config/limits.js';
import { AccessDenied } from '../access/access-denied.js';
import { Problem } from '../http/problem.js';

/** `mostPerCaller`: 0 for no limit. */
export type Most = Readonly<{ most: number; mostPerCaller: number }>;

/** Each stream holds a connection, so half of these are left for requests. */
const SHARE = 2;
/** Some devices with some windows each. Without login there is one user, on this machine. */
const PER_CALLER = 20;

export const streamLimits = (
  { noticeStreams, noticeStreamsPerCaller, maxConnections }: Limits,
  hasLogin: boolean,
): Most => ({
  most: noticeStreams ?? Math.max(1, Math.floor(maxConnections / SHARE)),
  mostPerCaller: noticeStreamsPerCaller ?? (hasLogin ? PER_CALLER : 0),
});

/** How many streams are open, in all and for each caller, so that some leave room for others. */
export class StreamLimits {
  private count = 0;
  private readonly byCaller = new Map<string, number>();

  constructor(private readonly limits: Most) {}

  get open(): number {
    return this.count;
  }

  /** @returns a function that gives the place back. @throws AccessDenied 429, Problem 503 */
  take(caller: string): () => void {
    const { most, mostPerCaller } = this.limits;
    const theirs = this.byCaller.get(caller) ?? 0;
    if (mostPerCaller > 0 && theirs >= mostPerCaller)
      throw new AccessDenied(
        'too-many-streams-of-caller',
        `You have ${theirs} streams of notices open, which is the limit. Close one, or share one between your windows.`,
        `more than MAX_NOTICE_STREAMS_PER_CALLER (${mostPerCaller})`,
        { headers: { 'retry-after': '5' } },
      );
    if (this.count >= most)
      throw new Problem(
        'too-many-streams',
        'The service has as many streams of notices open as it may have. Connect again later, and read without notices until then.',
        { headers: { 'retry-after': '10' } },
      );
    this.count += 1;
    this.byCaller.set(caller, theirs + 1);
    return () => {
      this.count -= 1;
      const left = this.byCaller.get(caller)! - 1;
      if (left === 0) this.byCaller.delete(caller);
      else this.byCaller.set(caller, left);
    };
  }
}
