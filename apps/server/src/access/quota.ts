/** What is left of a quota: below none where more was taken than there was, and when all of it is free again. */
export type Left = Readonly<{ requests: number; seconds: number }>;

const WINDOW_MS = 60_000;
/** Some 20 MB. Beyond it the one that is nearest to its end anyway is forgotten, and may begin anew. */
const MOST_KEYS = 100_000;

/** So many in a minute for each key, from its first on. It is counted in memory: every instance counts for itself. */
export class Quota {
  // In the order in which they end, since all last equally long.
  private readonly windows = new Map<string, { taken: number; readonly ends: number }>();

  constructor(
    readonly limit: number,
    private readonly now: () => number = () => Math.floor(performance.now()),
  ) {}

  take(key: string): Left {
    const now = this.now();
    let window = this.windows.get(key);
    if (window === undefined || window.ends <= now) {
      this.forget(now);
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

  private forget(now: number) {
    for (const [key, { ends }] of this.windows) {
      if (ends > now && this.windows.size < MOST_KEYS) return;
      this.windows.delete(key);
    }
  }
}

/** Whose quota an address takes from: whoever has one address of IPv6 has a network of them (RFC 6177: /64 at the least). */
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
