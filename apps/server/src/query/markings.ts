import type { Kind } from '#domain/ids.js';
import type { Clearance } from '#domain/marking.js';
import { negotiationsIn } from '#read-models/replay/replay.js';
import type { Scope } from '#read-models/routes/scope.js';
import { beingPrepared } from './being-prepared.js';

const ATTEMPTS = 5;

/** What was marked: a thing of this kind, and where it belongs. */
export type Marked = Readonly<{ negotiationId: string; kind: Kind }>;

/** Whether what is seen in a scope may change with a marking. */
export const goesBy = (scope: Scope, { negotiationId, kind }: Marked): boolean =>
  (negotiationsIn(scope)?.includes(negotiationId) ?? true) && goesByKind(scope, kind);

/** A negotiation takes along all that belongs to it. */
const goesByKind = (scope: Scope, kind: Kind): boolean =>
  !('kinds' in scope) || kind === 'negotiation' || scope.kinds.includes(kind);

/** Where in the log things were marked last: what is answered from there on shows a thing as it is marked then, or not at all. */
export class Markings {
  private latest = -1;
  private readonly byNegotiation = new Map<string, Map<Kind, number>>();

  /** The ordinal of the last of them. */
  get last(): number {
    return this.latest;
  }

  hear({ negotiationId, kind }: Marked, ordinal: number): void {
    this.latest = ordinal;
    const byKind = this.byNegotiation.get(negotiationId) ?? new Map<Kind, number>();
    this.byNegotiation.set(negotiationId, byKind.set(kind, ordinal));
  }

  /** The last that changes what is seen in a scope; -1 where there was none. */
  lastIn(scope: Scope): number {
    let last = -1;
    for (const negotiationId of negotiationsIn(scope) ?? this.byNegotiation.keys())
      for (const [kind, ordinal] of this.byNegotiation.get(negotiationId) ?? [])
        if (goesByKind(scope, kind)) last = Math.max(last, ordinal);
    return last;
  }

  /**
   * What was marked while something was looked up may be in it and must not: it is looked up again. `marked` is the last
   * marking that it has to go by. @throws Problem 503 where things go on being marked
   */
  async retryIfRemarked<T>(clearance: Clearance | undefined, lookUp: (marked: number) => Promise<T>): Promise<T> {
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
