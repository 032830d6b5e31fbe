import { setTimeout as sleep } from 'node:timers/promises';
import type { LogConfig } from '#event-store/engine.js';
import { startThread, type Thread } from '#storage/thread.js';
import { compareLeaves, type LeafAt } from '../leaves.js';
import type { CheckpointProblem } from '../recorded-checkpoints.js';
import type { AlteredEvent } from './checked-log.js';

/** `verifierKey`: of the ledger. It verifies the checkpoints in the log. */
export type ScrubData = LogConfig & Readonly<{ eventsPerSecond: number; verifierKey: string }>;

/**
 * `ready`: the thread waits for the number of events that the log has at least, and then reads it. `read`: the events from
 * ordinal `from` on match their entries; `leaves` are the hashes of their leaves, 32 bytes each. `passed`: the whole log was
 * read, and had at least `before` events when the pass began. `checkpoint`: one in the log does not hold. `damaged`: its file or
 * an index is.
 */
export type FromScrub = Readonly<
  | { type: 'ready' }
  | { type: 'read'; from: number; leaves: Uint8Array; places: readonly Omit<AlteredEvent, 'ordinal'>[] }
  | { type: 'passed'; events: number; before: number }
  | { type: 'altered'; event: AlteredEvent }
  | { type: 'checkpoint'; problem: CheckpointProblem }
  | { type: 'damaged'; why: string }
  | { type: 'died'; error: string }
>;

export type ScrubberOptions = ScrubData &
  Readonly<{
    leafAt: LeafAt;
    /** How many events the ledger has. */
    size: () => number;
    onAltered: (event: AlteredEvent) => void;
    /** Called for an event that the ledger still lacks a pass later; not for a log that others write to. */
    onForeign?: ((event: AlteredEvent) => void) | undefined;
    /** The log has fewer events than when the pass began. */
    onShrunk: (events: number, before: number) => void;
    /** A checkpoint in the log does not hold. */
    onCheckpoint: (problem: CheckpointProblem) => void;
    onDamaged: (why: string) => void;
    onError: (error: string) => void;
  }>;

/** How long after a pass the next one begins. */
export const PAUSE_MS = 1_000;
const RESTART_MS = 60_000;

/**
 * Reads the whole log again and again, in a thread of its own and no faster than it may, and compares every event with its
 * entry and with the ledger in memory. So an event that is altered while the service runs is found, whether anybody reads it
 * or not. It verifies every checkpoint in the log, too: a start verifies only the last. It ends with the first finding.
 */
export class LogScrubber {
  private thread: Thread | undefined;
  private closed = false;
  private later: NodeJS.Timeout | undefined;
  private passed = 0;
  private passedAt: number | undefined;
  /** The first event that the ledger lacked in the last pass, and in this one. */
  private lacked: AlteredEvent | undefined;
  private lacks: AlteredEvent | undefined;

  constructor(private readonly options: ScrubberOptions) {}

  /** How many passes are complete. */
  get passes(): number {
    return this.passed;
  }

  /** Seconds since the last complete pass; undefined before the first. */
  get age(): number | undefined {
    return this.passedAt === undefined ? undefined : (performance.now() - this.passedAt) / 1_000;
  }

  /** For a log that was read as a whole just now, as a start does. */
  startLater(): void {
    this.later = setTimeout(() => this.start(), PAUSE_MS).unref();
  }

  start(): void {
    const { dataDir, engine, eventsPerSecond, verifierKey } = this.options;
    const data: ScrubData = { dataDir, engine, eventsPerSecond, verifierKey };
    // A check that reads by itself does not trust what others have read.
    const thread = startThread(new URL('./scrub.worker.js', import.meta.url), data, { isApart: true });
    this.thread = thread;
    const { worker } = thread;
    let error: string | undefined;
    worker.on('message', (message: FromScrub) => {
      if (message.type === 'died') error = message.error;
      else this.onMessage(message);
    });
    worker.on('error', (reason) => (error = reason instanceof Error ? reason.message : String(reason)));
    worker.on('exit', () => {
      if (this.closed || error === undefined) return;
      this.options.onError(error);
      void sleep(RESTART_MS, undefined, { ref: false }).then(() => this.closed || this.start());
    });
  }

  async stop(): Promise<void> {
    this.closed = true;
    clearTimeout(this.later);
    await this.thread?.end();
  }

  private onMessage(message: Exclude<FromScrub, { type: 'died' }>): void {
    if (this.closed) return;
    switch (message.type) {
      case 'ready':
        this.lacked = this.lacks;
        this.lacks = undefined;
        // Counted before anything is read: what the ledger has by now must be in the log.
        this.thread?.worker.postMessage(this.options.size());
        return;
      case 'read':
        return this.compare(message);
      case 'passed':
        if (message.events < message.before)
          return this.end(() => this.options.onShrunk(message.events, message.before));
        this.passed += 1;
        this.passedAt = performance.now();
        return;
      case 'altered':
        return this.end(() => this.options.onAltered(message.event));
      case 'checkpoint':
        return this.end(() => this.options.onCheckpoint(message.problem));
      case 'damaged':
        return this.end(() => this.options.onDamaged(message.why));
    }
  }

  private compare({ from, leaves, places }: Extract<FromScrub, { type: 'read' }>): void {
    const { same, isEqual } = compareLeaves(leaves, from, this.options.leafAt);
    if (same === places.length) return;
    const event = { ordinal: from + same, ...places[same]! };
    if (!isEqual) return this.end(() => this.options.onAltered(event));
    // What the ledger does not have yet was recorded a moment ago: the next pass has it.
    const { onForeign } = this.options;
    if (onForeign && event.id === this.lacked?.id) return this.end(() => onForeign(event));
    this.lacks ??= event;
  }

  private end(tell: () => void): void {
    void this.stop();
    tell();
  }
}
