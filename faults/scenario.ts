/** The same seed makes the same choices. `onStep` reports progress. */
export type ScenarioOptions = Readonly<{
  count: number;
  seed: number;
  onStep: (done: number, note?: string) => void;
}>;

/** A guarantee that did not hold. `seed` and `count` reproduce it. */
export type Violation = Readonly<{ description: string; seed: number; count: number }>;

/** `details` are lines printed below the table. `done` is the number of steps run, where it is not the count that was asked for. */
export type Result = Readonly<{
  summary: string;
  violations: readonly Violation[];
  done?: number;
  details?: readonly string[];
}>;

export type Scenario = Readonly<{
  name: string;
  /** What `count` counts. */
  unit: string;
  /** The default count. */
  count: number;
  guarantee: string;
  run: (options: ScenarioOptions) => Promise<Result>;
}>;

/** Counts outcomes by name, in the order in which they first appeared. */
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
