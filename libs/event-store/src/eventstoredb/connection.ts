import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { Unavailable } from '../event-store.js';
import { newClient, shut } from './client.js';
import { failureOf, Late } from './failures.js';

/** How long one try may take, and how long a call is tried again in all. A cluster elects another leader in between. */
export const DEFAULT_TIMEOUTS: Timeouts = { tryMs: 3_000, totalMs: 10_000 };
export type Timeouts = Readonly<{ tryMs: number; totalMs: number }>;

const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1_000;

/** `forEver`: the call is tried again until `signal` aborts. `writes`: what is not answered may have been written. */
export type RetryOptions = Readonly<{ forEver?: boolean; signal?: AbortSignal | undefined; writes?: boolean }>;
type OpenClient = Readonly<{ client: EventStoreDBClient; going: AbortController }>;
/** How long a try may take, and what tells that it is over: what has come until then may still be its answer. */
type Attempt = Readonly<{ ms: number; late: AbortSignal }>;
type Work<T> = (client: EventStoreDBClient, once: Attempt) => Promise<T>;

/**
 * The way to the server: one client at a time. Of a client that has failed nothing more is expected, since it remembers a
 * failed discovery for ever, and may wait for ever on a connection that is dead: it is thrown away for a new one. Every
 * call has a deadline of its own, and is tried again with growing pauses.
 */
export class Connection {
  /** Why the server cannot be reached now, as the last call has found. */
  trouble: string | undefined;
  readonly figures = { retries: 0, connections: 0 };
  private held: OpenClient | undefined;
  private readonly discarded = new Set<EventStoreDBClient>();
  private readonly closing = new AbortController();
  private failedAt = -Infinity;

  constructor(
    private readonly url: string,
    private readonly patience: Timeouts,
  ) {}

  /** @throws Unavailable, with what is known of the outcome of all tries; and whatever `final` says is an answer */
  async call<T>(work: Work<T>, final: (error: unknown) => boolean, persistence: RetryOptions = {}): Promise<T> {
    const { forEver = false, signal, writes = false } = persistence;
    const { tryMs, totalMs } = this.patience;
    const began = performance.now();
    const left = () => (forEver ? Infinity : totalMs - (performance.now() - began));
    let outcome: Unavailable['outcome'] = 'not-written';
    for (let tries = 1; ; tries++) {
      const asked = performance.now();
      if (this.isClosed) throw new Unavailable('This log has been closed', outcome);
      let client: EventStoreDBClient | undefined;
      try {
        const ms = Math.ceil(Math.min(tryMs, left()));
        const { client: held } = this.current();
        client = held;
        const answer = await within(ms, (late) => work(held, { ms, late }));
        // What was asked before another call has failed says nothing of now.
        if (asked > this.failedAt) this.trouble = undefined;
        return answer;
      } catch (error) {
        if (final(error) || error instanceof Unavailable) throw error;
        const failure = failureOf(error);
        if (writes && failure.outcome === 'unknown') outcome = 'unknown';
        // One that was sent to the leader has gone there by itself.
        if (!failure.moved && client !== undefined) this.discard(client);
        this.trouble = failure.message;
        this.failedAt = performance.now();
        const pause = pauseAfter(tries);
        // A try of a few milliseconds would end in vain, and what it says would hide why the others did.
        const isTooLate = left() - pause < tryMs / 10;
        if (this.isClosed || signal?.aborted || failure.lasting || isTooLate)
          throw new Unavailable(failure.message, outcome, { cause: error, passes: !failure.lasting });
        this.figures.retries++;
        await this.pause(pause, signal);
      }
    }
  }

  /** The client of now, and what tells when it is thrown away. @throws NoClient */
  current(): Pick<OpenClient, 'client'> & Readonly<{ gone: AbortSignal }> {
    if (this.held === undefined) {
      this.figures.connections++;
      this.held = { client: newClient(this.url), going: new AbortController() };
    }
    return { client: this.held.client, gone: this.held.going.signal };
  }

  /** The calls that others have made through it may still be answered, or come to their own ends. */
  discard(client: EventStoreDBClient): void {
    if (this.held?.client !== client) return;
    const { going } = this.held;
    this.held = undefined;
    this.discarded.add(client);
    going.abort();
    setTimeout(() => void this.shut(client), 2 * this.patience.tryMs).unref();
  }

  /** Waits, but not beyond the end of the connection or of who asks; a process that waits so for its start must not end of itself. */
  async pause(ms: number, signal?: AbortSignal): Promise<void> {
    const either = signal ? AbortSignal.any([signal, this.closing.signal]) : this.closing.signal;
    await sleep(ms, undefined, { signal: either }).catch(() => {});
  }

  get isClosed(): boolean {
    return this.closing.signal.aborted;
  }

  async close(): Promise<void> {
    this.closing.abort();
    if (this.held !== undefined) this.discard(this.held.client);
    await Promise.all([...this.discarded].map((client) => this.shut(client)));
  }

  private async shut(client: EventStoreDBClient): Promise<void> {
    if (this.discarded.delete(client)) await shut(client);
  }
}

/** Growing, and never the same for two who failed together. */
export const pauseAfter = (tries: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries - 1, 10)) * (0.5 + Math.random() / 2);

const within = async <T>(ms: number, work: (late: AbortSignal) => Promise<T>): Promise<T> => {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const reason = new Late(ms);
      ending.abort(reason);
      // What the work hands on at this signal goes before.
      setImmediate(() => reject(reason));
    }, ms);
  });
  try {
    return await Promise.race([work(ending.signal), late]);
  } finally {
    clearTimeout(timer);
  }
};
