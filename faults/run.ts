/** What is asked of a run. The same seed draws the same; `onStep` hears how far it has come. */
export type Asked = Readonly<{
  count: number;
  seed: number;
  onStep: (done: number, told?: string) => void;
}>;

/** A promise that did not hold, and what shows it again: the seed, and how many from there. */
export type Broken = Readonly<{ what: string; seed: number; count: number }>;

/** What came of a run, in a few words and, where there is more to tell, in lines below the table. `done`: where it is not what was asked for. */
export type Found = Readonly<{ found: string; broken: readonly Broken[]; done?: number; details?: readonly string[] }>;

export type Run = Readonly<{
  name: string;
  /** What is counted. */
  unit: string;
  /** How many, where nobody says. */
  count: number;
  promise: string;
  run: (asked: Asked) => Promise<Found>;
}>;

/** How often each thing was the outcome, in the order in which they came first. */
export class Tally {
  private readonly counts = new Map<string, number>();

  add(what: string, count = 1): void {
    this.counts.set(what, this.of(what) + count);
  }

  addAll(other: Tally): void {
    for (const [what, count] of other.counts) this.add(what, count);
  }

  of(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  toString(): string {
    return [...this.counts].map(([what, count]) => `${count} ${what}`).join(', ');
  }
}
