import type { Position } from '../event-store.js';

/** How long readers are not woken, in ms, for an event that is in the log: a look of a command may bring it before. */
const REST_MS = 10;

/**
 * Wakes the readers of a store soon after the log has grown, and tells them up to which position; and by a slow poll. It may wake
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

  /** `pollMs`: how often readers are woken without a notification */
  constructor(pollMs: number) {
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

  /** Tells the readers soon of an event that is in the log now. */
  tell(position: Position): void {
    if (this.next === undefined || position > this.next) this.next = position;
    this.resting ??= setTimeout(() => {
      this.resting = undefined;
      this.last = this.next;
      this.ring();
    }, REST_MS).unref();
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
