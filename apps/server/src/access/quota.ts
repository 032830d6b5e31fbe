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

/** The quota key of an address: an IPv6 client has a whole network of addresses (RFC 6177: at least a /64). */
export const networkOf = (address: string): string => {
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('%', 1)[0]!.split('::', 2);
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
};
