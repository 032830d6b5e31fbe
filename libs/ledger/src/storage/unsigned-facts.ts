type Fact = Readonly<{ ordinal: number; at: number }>;

/** Facts that no checkpoint covers yet, in the log or on their way to it. Instants are in ms since 1970. */
export class UnsignedFacts {
  private readonly inLog: Fact[] = [];
  private readonly underWay = new Set<{ readonly at: number }>();

  get count(): number {
    return this.inLog.length;
  }

  /** The ordinal of the first in the log. */
  get first(): number | undefined {
    return this.inLog[0]?.ordinal;
  }

  /** From the earliest to the latest in the log, in ms. */
  get span(): number {
    let [earliest, latest] = [Infinity, -Infinity];
    for (const { at } of this.inLog) [earliest, latest] = [Math.min(earliest, at), Math.max(latest, at)];
    return Math.max(0, latest - earliest);
  }

  /** When the oldest of them was recorded. */
  get oldest(): number | undefined {
    // Instants are given in order, so the first that began is the oldest one under way.
    const [[first], [begun]] = [this.inLog, this.underWay];
    const all = [first, begun].flatMap((one) => one?.at ?? []);
    return all.length === 0 ? undefined : Math.min(...all);
  }

  add(ordinal: number, at: number): void {
    this.inLog.push({ ordinal, at });
  }

  /** A fact that is about to be appended. @returns what to call when it is in the log, or will not be */
  begin(at: number): () => void {
    const fact = { at };
    this.underWay.add(fact);
    return () => void this.underWay.delete(fact);
  }

  /** The first `size` events of the log are signed. */
  signed(size: number): void {
    const rest = this.inLog.findIndex(({ ordinal }) => ordinal >= size);
    this.inLog.splice(0, rest < 0 ? this.inLog.length : rest);
  }
}
