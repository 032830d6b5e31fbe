/**
 * The same seed makes the same choices. `onStep` reports progress, and `onViolation` a violation at once, before the result.
 * `from`: the number of the first case, for a scenario that can be resumed; the last one is `count - 1`. `hidden`: how many things
 * are hidden in each case, for a scenario that can have many.
 */
export type ScenarioOptions = Readonly<{
  count: number;
  seed: number;
  from?: number;
  hidden?: number | undefined;
  onStep: (done: number, note?: string) => void;
  onViolation?: (violation: Violation) => void;
}>;

/** A guarantee that did not hold. `seed`, `count`, `from` and `hidden` reproduce it. */
export type Violation = Readonly<{
  description: string;
  seed: number;
  count: number;
  from?: number;
  hidden?: number | undefined;
}>;

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
  /** Whether its cases are independent, so that a run can begin `from` any of them. */
  isResumable?: boolean;
  /** Whether the number of hidden things can be chosen. */
  hidesThings?: boolean;
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
