/** The rest of a quota, negative if it was exceeded, and the seconds until it resets. */
export type Left = Readonly<{ requests: number; seconds: number }>;

const WINDOW_MS = 60_000;
/** About 20 MB. Above the limit, the window that ends first is dropped, and its key starts a new one. */
const MAX_KEYS = 100_000;

/** A limit per minute for each key, from its first request on. It is counted in memory, separately in each instance. */
export class Quota {
  // In the order of their ends, since all have the same length.
  private readonly windows = new Map<string, { taken: number; readonly ends: number }>();

  constructor(
    readonly limit: number,
    private readonly now: () => number = () => Math.floor(performance.now()),
  ) {}

  take(key: string): Left {
    const now = this.now();
    let window = this.windows.get(key);
    if (window === undefined || window.ends <= now) {
      this.dropEnded(now);
      this.windows.delete(key);
      window = { taken: 0, ends: now + WINDOW_MS };
      this.windows.set(key, window);
    }
    window.taken += 1;
    return { requests: this.limit - window.taken, seconds: Math.ceil((window.ends - now) / 1000) };
  }

  /** Takes nothing. */
  left(key: string): Left {
    const now = this.now();
    const window = this.windows.get(key);
    return window === undefined || window.ends <= now
      ? { requests: this.limit, seconds: 0 }
      : { requests: this.limit - window.taken, seconds: Math.ceil((window.ends - now) / 1000) };
  }

  private dropEnded(now: number) {
    for (const [key, { ends }] of this.windows) {
      if (ends > now && this.windows.size < MAX_KEYS) return;
      this.windows.delete(key);
    }
  }
}
