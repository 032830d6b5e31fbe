import type { Clearance } from '#domain/marking.js';
import type { Scope } from '#read-models/replay.js';
import { beingPrepared } from './being-prepared.js';

const ATTEMPTS = 5;

/** Where in the log things were marked last: what is answered from there on shows a thing as it is marked then, or not at all. */
export class Markings {
  private latest = -1;
  private readonly byNegotiation = new Map<string, number>();

  /** The ordinal of the last of them. */
  get last(): number {
    return this.latest;
  }

  hear(negotiationId: string, ordinal: number): void {
    this.latest = ordinal;
    this.byNegotiation.set(negotiationId, ordinal);
  }

  /** The last that changes what is seen in a scope: what a negotiation has goes by its own things alone. */
  lastIn(scope: Scope): number {
    return 'kinds' in scope ? this.latest : (this.byNegotiation.get(scope.negotiationId) ?? -1);
  }

  /**
   * What was marked while something was looked up may be in it and must not: it is looked up again. `marked` is the last
   * marking that it has to go by. @throws Problem 503 where things go on being marked
   */
  async steadily<T>(clearance: Clearance | undefined, lookUp: (marked: number) => Promise<T>): Promise<T> {
    if (clearance === undefined) return lookUp(-1);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const marked = this.latest;
      const found = await lookUp(marked).then(
        (value) => ({ value }),
        (error: unknown) => {
          if (this.latest === marked) throw error;
        },
      );
      if (found !== undefined && this.latest === marked) return found.value;
    }
    throw beingPrepared();
  }
}
