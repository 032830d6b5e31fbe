import { setImmediate as turn } from 'node:timers/promises';
import { type EventStore, type StoredEvent, Unavailable } from '#event-store/event-store.js';
import { recordedAtOf } from '#ledger/storage/recorded-at.js';
import type { Clock } from './clock.js';
import type { LogFollower } from './log-follower.js';
import type { OwnEvents } from './own-events.js';
import { withTimeout } from './with-timeout.js';

type Options = Readonly<{
  store: Pick<EventStore, 'isShared' | 'appendMs'>;
  own: Pick<OwnEvents, 'settled' | 'readBack'>;
  follower: Pick<LogFollower, 'upToDate'>;
  clock: Pick<Clock, 'at' | 'pass' | 'aheadOf'>;
  /** By how much the clocks of two instances may differ, in ms. */
  skewMs: number;
  /** The time of the last place in the log, in ms since 1970. */
  time: number;
  /** An event of another instance was stamped further off than is allowed. */
  onStampedOff: (event: StampedOff) => void;
}>;

/** `ms`: how far it is stamped `ahead` of the clock of this instance, or how long it came after it was stamped, `late`. */
export type StampedOff = Readonly<{ id: string; recordedAt: string; off: 'ahead' | 'late'; ms: number }>;

/** How long an answer waits until its instant is closed, in ms. */
const PATIENCE_MS = 2_000;

/**
 * Tells whether the log as of an instant is final: whether no event that is still to come can belong to it (docs/adr).
 * An event belongs to it by the time of its place (place-time.ts). So it is final once an event with a later time stands
 * in the log, or once nothing that was stamped up to the instant is still on its way. Of its own events this instance knows
 * that. Those of other instances are in the log after the longest time that an append takes, and by their own clocks.
 */
export class ClosedTime {
  private time: number;
  /** What was stamped up to this instant is in what the follower has read, whoever recorded it. */
  private closed = -Infinity;
  private count = 0;

  constructor(private readonly options: Options) {
    this.time = options.time;
  }

  /** How many events of other instances were stamped further off than is allowed. */
  get stampedOff(): number {
    return this.count;
  }

  /**
   * Waits for what was recorded here up to an instant, in ms since 1970. The log as of the instant is final once everything
   * is indexed that the follower has read when this resolves.
   * @param seesAll the reader sees the whole log. For anybody else, a later event may be hidden, and must not show.
   */
  async isFinal(instant: number, seesAll: boolean): Promise<boolean> {
    const { clock, own, store } = this.options;
    if (!clock.pass(instant)) return false;
    // An event that was stamped before that is on its way to the log by then.
    await turn();
    const hasLater = () => seesAll && instant < this.time;
    if (hasLater()) return true;
    // A later event that was acknowledged here stands in the log, although it may not be read yet.
    await own.readBack(PATIENCE_MS);
    if (hasLater()) return true;
    const isSettled = await own.settled(instant, PATIENCE_MS);
    if (hasLater()) return true;
    if (!isSettled) return false;
    if (!store.isShared || instant <= this.closed) return true;
    if (instant > this.closable()) return false;
    await withTimeout(this.look(), PATIENCE_MS);
    return instant <= this.closed;
  }

  /** Reads to the end of the log, if others write to it, too. */
  async look(): Promise<void> {
    const { store, follower } = this.options;
    if (!store.isShared) return;
    const until = this.closable();
    try {
      await follower.upToDate();
      this.closed = Math.max(this.closed, until);
    } catch (error) {
      // Until the log can be read again, nothing more is final. Readiness says why.
      if (!(error instanceof Unavailable)) throw error;
    }
  }

  /** Takes an event that was read; `isOwn`: it was recorded here. */
  hear(event: Pick<StoredEvent, 'id' | 'metadata'>, isOwn: boolean): void {
    const at = recordedAtOf(event);
    if (!isOwn && this.options.store.isShared) this.check(event.id, at);
    this.time = Math.max(this.time, at);
  }

  private check(id: string, at: number): void {
    const ahead = this.options.clock.aheadOf(at);
    const off = at <= this.closed ? 'late' : ahead > this.options.skewMs ? 'ahead' : undefined;
    if (off === undefined) return;
    this.count += 1;
    const ms = off === 'late' ? -ahead : ahead;
    this.options.onStampedOff({ id, recordedAt: new Date(at).toISOString(), off, ms });
  }

  /** What was stamped up to this instant is in the log now. */
  private closable(): number {
    const { clock, store, skewMs } = this.options;
    return clock.at() - store.appendMs - skewMs - 1;
  }
}
