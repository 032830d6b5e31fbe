import type { Position } from '../event-store.js';

/**
 * Wakes the readers of a store, at once or soon after the log has grown, and tells them up to which position; and by a slow poll. It may wake
 * them for nothing. It never keeps a process alive.
 */
export class PositionNotifier {
  private readonly poll: NodeJS.Timeout;
  private readonly listeners = new Set<() => void>();
  private count = 0;
  private last: Position | undefined;
  /** Not told yet. */
  private next: Position | undefined;
  private resting: NodeJS.Timeout | undefined;

  /** `pollMs`: after how long readers are woken without a notification. `restMs`: how long an event rests until they are told. */
  constructor(
    pollMs: number,
    private readonly restMs: number,
  ) {
    this.poll = setInterval(() => this.wake(), pollMs).unref();
  }

  /** How often readers were woken without a position. */
  get wakes(): number {
    return this.count;
  }

  /** The last position that readers were woken with: whoever has read up to it need not read for that. */
  get told(): Position | undefined {
    return this.last;
  }

  /** Calls back at each wake and each ring. @returns a function that ends this */
  onWake(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Has the readers see whether something is asked of them. */
  ring(): void {
    for (const listener of this.listeners) listener();
  }

  /** Tells the readers of an event that is in the log now. */
  tell(position: Position): void {
    if (this.next === undefined || position > this.next) this.next = position;
    if (this.restMs === 0) this.pass();
    else this.resting ??= setTimeout(() => this.pass(), this.restMs).unref();
  }

  private pass(): void {
    this.resting = undefined;
    if (this.last === this.next) return;
    this.last = this.next;
    this.ring();
  }

  /** Somebody who would know of something new was heard of: the poll can wait. */
  defer(): void {
    this.poll.refresh();
  }

  /** Wakes the readers at once, who may have missed something. */
  wake(): void {
    this.count++;
    this.ring();
  }

  close(): void {
    clearInterval(this.poll);
    clearTimeout(this.resting);
    this.wake();
  }
}
