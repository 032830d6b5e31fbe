import { BroadcastChannel } from 'node:worker_threads';
import type { Position } from '../event-store.js';

/** `pollMs`: how often readers are woken without a notification; never if left out. */
type NotifierOptions = Readonly<{ role: 'owner' | 'reader'; pollMs?: number }>;

/**
 * Wakes readers when the log has grown, and tells them up to which position: at once in the same store, through a channel in
 * other threads of the process, and by a slow poll. It may wake them for nothing. It never keeps a process alive.
 */
export class PositionNotifier {
  private readonly channel: BroadcastChannel;
  private readonly poll: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly listeners = new Set<() => void>();
  private count = 0;
  private last: Position | undefined;

  /** @param log the name of the log, the same for its owner and its readers */
  constructor(log: string, { role, pollMs }: NotifierOptions) {
    this.channel = new BroadcastChannel(`rapporteur:${log}`);
    if (role === 'reader')
      this.channel.addEventListener('message', (message) => {
        const { data } = message as unknown as { data: Position | null };
        this.wake(data ?? undefined);
      });
    if (pollMs !== undefined) this.poll = setInterval(() => this.wake(), pollMs).unref();
    this.channel.unref();
  }

  /** `position`: of an event that is in the log now. Does nothing after `close`. */
  notify(position?: Position): void {
    if (this.closed) return;
    this.wake(position);
    this.channel.postMessage(position ?? null);
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

  /** Has the readers of this store see whether something is asked of them. */
  ring(): void {
    for (const listener of this.listeners) listener();
  }

  /** Wakes the readers of this store only. */
  wake(position?: Position): void {
    if (position === undefined) this.count++;
    else if (this.last === undefined || position > this.last) this.last = position;
    this.ring();
  }

  close(): void {
    this.closed = true;
    clearInterval(this.poll);
    this.channel.close();
    this.wake();
  }
}
