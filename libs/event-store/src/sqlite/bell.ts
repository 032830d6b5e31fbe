import { BroadcastChannel } from 'node:worker_threads';

const POLL_MS = 250;

/**
 * Rings when the log has grown: at once for readers of the same store, through a channel for the other threads of
 * the process, and by a slow poll for readers in other processes. It may ring for nothing; it never keeps a process alive.
 */
export class Bell {
  private readonly waiting = new Set<() => void>();
  private readonly channel: BroadcastChannel;
  private readonly poll: NodeJS.Timeout | undefined;

  constructor(file: string, role: 'ringer' | 'listener') {
    this.channel = new BroadcastChannel(`rapporteur:${file}`);
    if (role === 'listener') {
      this.channel.addEventListener('message', () => this.wake());
      this.poll = setInterval(() => this.wake(), POLL_MS).unref();
    }
    this.channel.unref();
  }

  ring(): void {
    this.wake();
    this.channel.postMessage(null);
  }

  /** Resolves at the next ring, or when the signal aborts. */
  rung(signal?: AbortSignal): Promise<void> {
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

  wake(): void {
    for (const wake of this.waiting) wake();
  }

  close(): void {
    clearInterval(this.poll);
    this.channel.close();
    this.wake();
  }
}
