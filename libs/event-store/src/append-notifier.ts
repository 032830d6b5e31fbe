import { BroadcastChannel } from 'node:worker_threads';

/** `pollMs`: how often readers are woken without a notification; never if left out. */
type NotifierOptions = Readonly<{ role: 'owner' | 'reader'; pollMs?: number }>;

/**
 * Wakes readers when the log has grown: at once in the same store, through a channel in other threads of the process,
 * and by a slow poll for appends of other processes. It may wake them for nothing. It never keeps a process alive.
 */
export class AppendNotifier {
  private readonly waiting = new Set<() => void>();
  private readonly channel: BroadcastChannel;
  private readonly poll: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly listeners = new Set<() => void>();
  private count = 0;

  /** @param log the name of the log, the same for its owner and its readers */
  constructor(log: string, { role, pollMs }: NotifierOptions) {
    this.channel = new BroadcastChannel(`rapporteur:${log}`);
    if (role === 'reader') this.channel.addEventListener('message', () => this.wake());
    if (pollMs !== undefined) this.poll = setInterval(() => this.wake(), pollMs).unref();
    this.channel.unref();
  }

  /** Does nothing after `close`. */
  notify(): void {
    if (this.closed) return;
    this.wake();
    this.channel.postMessage(null);
  }

  /** How often readers were woken. */
  get wakes(): number {
    return this.count;
  }

  /** Calls back each time. @returns a function that ends this */
  onWake(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Resolves at the next notification, or when the signal aborts. */
  next(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        this.waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }

  /** Wakes the readers of this store only. */
  wake(): void {
    this.count++;
    for (const listener of this.listeners) listener();
    for (const wake of this.waiting) wake();
  }

  close(): void {
    this.closed = true;
    clearInterval(this.poll);
    this.channel.close();
    this.wake();
  }
}
