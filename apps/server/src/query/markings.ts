import type { Metadata } from '#domain/envelope.js';
import { type Kind, thingOf } from '#domain/ids.js';
import type { Clearance } from '#domain/marking.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { negotiationsIn, type Scope } from '#read-models/routes/scope.js';
import { notYetProjected } from './not-yet-projected.js';

const ATTEMPTS = 5;

/** What was marked: the kind of the thing, and its negotiation. */
export type Marked = Readonly<{ negotiationId: string; kind: Kind }>;

/** What an event marks. */
export const markedIn = ({ stream, metadata }: Pick<StoredEvent, 'stream' | 'metadata'>): Marked => ({
  negotiationId: (JSON.parse(metadata) as Metadata).negotiationId,
  kind: thingOf(stream).kind,
});

/** Whether a marking may change what is visible in a scope. */
export const goesBy = (scope: Scope, { negotiationId, kind }: Marked): boolean =>
  (negotiationsIn(scope)?.includes(negotiationId) ?? true) && goesByKind(scope, kind);

/** The marking of a negotiation applies to everything in it. */
const goesByKind = (scope: Scope, kind: Kind): boolean =>
  !('kinds' in scope) || kind === 'negotiation' || scope.kinds.includes(kind);

/** The last markings in the log. An answer must include all of them. */
export class Markings {
  private latest = -1;
  private readonly byNegotiation = new Map<string, Map<Kind, number>>();

  /** The ordinal of the last marking. */
  get last(): number {
    return this.latest;
  }

  hear({ negotiationId, kind }: Marked, ordinal: number): void {
    this.latest = ordinal;
    const byKind = this.byNegotiation.get(negotiationId) ?? new Map<Kind, number>();
    this.byNegotiation.set(negotiationId, byKind.set(kind, ordinal));
  }

  /** The last marking that changes what is visible in a scope; -1 if there is none. */
  lastIn(scope: Scope): number {
    let last = -1;
    for (const negotiationId of negotiationsIn(scope) ?? this.byNegotiation.keys())
      for (const [kind, ordinal] of this.byNegotiation.get(negotiationId) ?? [])
        if (goesByKind(scope, kind)) last = Math.max(last, ordinal);
    return last;
  }

  /**
   * Retries a look-up if something was marked meanwhile, since it may show what must be hidden now. `marked` is the last marking
   * that the look-up must include. @throws Problem 503 if markings keep coming
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
    throw notYetProjected('end');
  }
}
