import { signalOf, threadSignals } from '#storage/thread-signals.js';

/** `pollMs`: how often readers are woken without a notification; never if left out. */
type NotifierOptions = Readonly<{ role: 'owner' | 'reader'; pollMs?: number }>;

/**
 * Wakes readers when the log has grown: at once in the same store, through shared memory in other threads of the process,
 * and by a slow poll for appends of other processes. It may wake them for nothing. It never keeps a process alive. To
 * notify costs next to nothing while no other thread waits.
 */
export class AppendNotifier {
  private readonly waiting = new Set<() => void>();
  private readonly signal: number;
  private readonly poll: NodeJS.Timeout | undefined;
  /** What the counter was before the last read of any reader here. */
  private seen: number;
  private listening = false;
  private closed = false;

  /** @param log the name of the log, the same for its owner and its readers */
  constructor(
    log: string,
    private readonly options: NotifierOptions,
  ) {
    this.signal = signalOf(log);
    this.seen = Atomics.load(threadSignals, this.signal);
    if (options.pollMs !== undefined) this.poll = setInterval(() => this.wake(), options.pollMs).unref();
  }

  /** Does nothing after `close`. */
  notify(): void {
    if (this.closed) return;
    this.wake();
    Atomics.add(threadSignals, this.signal, 1);
    Atomics.notify(threadSignals, this.signal);
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
      if (this.options.role === 'reader') void this.listen();
    });
  }

  wake(): void {
    for (const wake of this.waiting) wake();
  }

  close(): void {
    this.closed = true;
    clearInterval(this.poll);
    this.wake();
    // Ends what still listens here. Other readers are woken for nothing.
    if (this.listening) Atomics.notify(threadSignals, this.signal);
  }

  /** Waits for the owner, whose notification may have come since the last read. */
  private async listen(): Promise<void> {
    if (this.listening) return;
    this.listening = true;
    await Atomics.waitAsync(threadSignals, this.signal, this.seen).value;
    this.listening = false;
    this.seen = Atomics.load(threadSignals, this.signal);
    this.wake();
  }
}
