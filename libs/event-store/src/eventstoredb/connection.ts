import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { timeInAll, timeLeft } from '../deadline.js';
import { Unavailable } from '../event-store.js';
import { newClient, shut } from './client.js';
import { failureOf, isNotDiscovered, Late, unreachable } from './failures.js';
import { Hosts } from './hosts.js';

/** The time limit of one attempt, and of a call with all its retries: time enough for a cluster to elect a leader. */
export const DEFAULT_TIMEOUTS: Timeouts = { tryMs: 3_000, totalMs: 10_000 };
export type Timeouts = Readonly<{ tryMs: number; totalMs: number }>;

const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1_000;

/** A request has time for some attempts, however short its deadline is. */
const SHARE_OF_A_TRY = 0.3;

const NO_TIME = 'The request had no time left to wait for EventStoreDB';

/** `forEver`: retry until `signal` aborts. `writes`: an unanswered call may have written something. */
export type RetryOptions = Readonly<{ forEver?: boolean; signal?: AbortSignal | undefined; writes?: boolean }>;
type OpenClient = Readonly<{ client: EventStoreDBClient; going: AbortController }>;
/** The time limit of an attempt, and a signal when it is over: what has arrived until then may be used. */
export type Attempt = Readonly<{ ms: number; late: AbortSignal }>;
type Work<T> = (client: EventStoreDBClient, once: Attempt) => Promise<T>;

/**
 * The connection to the server: one client at a time. A client that has failed is replaced, because it remembers a failed
 * discovery and may wait on a dead connection for ever. Every call has its own deadline and is retried with growing
 * pauses.
 */
export class Connection {
  /** Why the last call could not reach the server. */
  trouble: string | undefined;
  readonly figures = { retries: 0, connections: 0 };
  private held: OpenClient | undefined;
  private readonly discarded = new Set<EventStoreDBClient>();
  private readonly closing = new AbortController();
  private failedAt = -Infinity;
  private readonly hosts: Hosts;

  constructor(
    private readonly url: string,
    readonly patience: Timeouts,
  ) {
    this.hosts = new Hosts(url);
  }

  /** @throws Unavailable with the outcome of all attempts; and every error that `final` accepts as an answer */
  async call<T>(work: Work<T>, final: (error: unknown) => boolean, persistence: RetryOptions = {}): Promise<T> {
    const { forEver = false, signal, writes = false } = persistence;
    const { totalMs } = this.patience;
    const tryMs = Math.min(this.patience.tryMs, timeInAll() * SHARE_OF_A_TRY);
    const began = performance.now();
    const left = () => Math.min(timeLeft(), forEver ? Infinity : totalMs - (performance.now() - began));
    let outcome: Unavailable['outcome'] = 'not-written';
    let undiscovered: string | undefined;
    for (let tries = 1; ; tries++) {
      const asked = performance.now();
      if (this.isClosed) throw new Unavailable('This log has been closed', outcome);
      // Earlier calls of the same request have used up its time.
      if (left() < tryMs / 10) throw new Unavailable(this.trouble ?? NO_TIME, outcome, { isTransient: true });
      let client: EventStoreDBClient | undefined;
      const ms = Math.ceil(Math.min(tryMs, left()));
      try {
        const { client: held } = this.current();
        client = held;
        const answer = await within(ms, (late) => work(held, { ms, late }));
        // An answer to a call that started before the last failure does not mean that the server is back.
        if (asked > this.failedAt) this.trouble = undefined;
        return answer;
      } catch (error) {
        if (final(error) || error instanceof Unavailable) throw error;
        const failure = failureOf(error);
        if (writes && failure.outcome === 'unknown') outcome = 'unknown';
        // The request had less time than an attempt takes, which says nothing about the server.
        if (error instanceof Late && ms < tryMs)
          throw new Unavailable(undiscovered ?? this.trouble ?? NO_TIME, outcome, { isTransient: true });
        // A client that was redirected to the leader reconnects by itself.
        if (!failure.moved && client !== undefined) this.discard(client);
        this.failedAt = performance.now();
        this.trouble = failure.message;
        if (isNotDiscovered(error)) undiscovered = await this.undiscovered(left());
        const message = hidesCause(error) ? (undiscovered ?? failure.message) : failure.message;
        // Another call may have been answered meanwhile.
        if (this.trouble === failure.message) this.trouble = message;
        const pause = pauseAfter(tries);
        // An attempt of a few milliseconds would fail and hide the cause of the others.
        const isTooLate = left() - pause < tryMs / 10;
        if (this.isClosed || signal?.aborted || failure.lasting || isTooLate)
          throw new Unavailable(message, outcome, { cause: error, isTransient: !failure.lasting });
        this.figures.retries++;
        await this.pause(pause, signal);
      }
    }
  }

  private async undiscovered(ms: number): Promise<string> {
    return unreachable(`no node of the cluster was found. ${await this.hosts.causes(ms)}`);
  }

  /** The current client, and a signal that aborts when it is discarded. @throws NoClient */
  current(): Pick<OpenClient, 'client'> & Readonly<{ gone: AbortSignal }> {
    if (this.held === undefined) {
      this.figures.connections++;
      this.held = { client: newClient(this.url), going: new AbortController() };
    }
    return { client: this.held.client, gone: this.held.going.signal };
  }

  /** Pending calls of others may still be answered or time out. */
  discard(client: EventStoreDBClient): void {
    if (this.held?.client !== client) return;
    const { going } = this.held;
    this.held = undefined;
    this.discarded.add(client);
    going.abort();
    setTimeout(() => void this.shut(client), 2 * this.patience.tryMs).unref();
  }

  /** Waits until the time is over, or the connection or the caller ends. Keeps the process alive, which may be starting. */
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

/** Grows with the attempts, with jitter. */
export const pauseAfter = (tries: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries - 1, 10)) * (0.5 + Math.random() / 2);

/** A silent host makes the next discovery take longer than an attempt. */
const hidesCause = (error: unknown): boolean => isNotDiscovered(error) || error instanceof Late;

const within = async <T>(ms: number, work: (late: AbortSignal) => Promise<T>): Promise<T> => {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const reason = new Late(ms);
      ending.abort(reason);
      // A result that the work returns at this signal takes precedence.
      setImmediate(() => reject(reason));
    }, ms);
  });
  try {
    return await Promise.race([work(ending.signal), late]);
  } finally {
    clearTimeout(timer);
  }
};
