/** A webhook that messages are sent for. */
export type Named = Readonly<{ locator: string; id: string }>;
type Limits = Readonly<{ all: number; perOwner: number }>;

/**
 * Whose turn it is: a bounded number of webhooks at once, and few of each owner, so that receivers that hang hold up nobody else's. What is
 * sent is made when its turn comes.
 */
export class Turns<T extends Named> {
  /** Those that waited longest come first. */
  private readonly all = new Map<string, T>();
  private readonly busy = new Set<T>();
  private readonly busyOf = new Map<string, number>();

  constructor(private readonly limits: Limits = { all: 64, perOwner: 4 }) {}

  get(locator: string, id: string): T | undefined {
    return this.all.get(`${locator} ${id}`);
  }

  add(one: T): void {
    this.all.set(`${one.locator} ${one.id}`, one);
  }

  values(): readonly T[] {
    return [...this.all.values()];
  }

  /** A message that is on its way is not called back. */
  keepOnly(isWanted: (one: T) => boolean): void {
    for (const [key, one] of this.all) if (!isWanted(one)) this.all.delete(key);
  }

  /** Those whose turn it is now, of those that are due. Each has it until `done`. */
  take(isDue: (one: T) => boolean): readonly T[] {
    const taken: T[] = [];
    for (const one of this.all.values()) {
      if (this.busy.size >= this.limits.all) break;
      const ofOwner = this.busyOf.get(one.locator) ?? 0;
      if (this.busy.has(one) || ofOwner >= this.limits.perOwner || !isDue(one)) continue;
      this.busy.add(one);
      this.busyOf.set(one.locator, ofOwner + 1);
      taken.push(one);
    }
    for (const one of taken) {
      this.all.delete(`${one.locator} ${one.id}`);
      this.add(one);
    }
    return taken;
  }

  done(one: T): void {
    if (!this.busy.delete(one)) return;
    const ofOwner = this.busyOf.get(one.locator)! - 1;
    if (ofOwner === 0) this.busyOf.delete(one.locator);
    else this.busyOf.set(one.locator, ofOwner);
  }
}
