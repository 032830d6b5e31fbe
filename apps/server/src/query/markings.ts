import type { Metadata } from '#domain/envelope.js';
import type { Clearance } from '#domain/marking.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { negotiationsIn, type Scope } from '#read-models/routes/scope.js';
import { notYetProjected } from './not-yet-projected.js';

const ATTEMPTS = 5;

/** The negotiation in which an event marks something. */
export const negotiationMarkedIn = ({ metadata }: Pick<StoredEvent, 'metadata'>): string =>
  (JSON.parse(metadata) as Metadata).negotiationId;

/** Whether a marking in a negotiation may change what is visible in a scope. */
export const goesBy = (scope: Scope, negotiationId: string): boolean =>
  negotiationsIn(scope)?.includes(negotiationId) ?? true;

/**
 * One attempt at a look-up, which tells how many snapshots it has asked. `marked`: the last marking that they must include. `upTo`: the
 * ordinal up to which each of them has the log; -1 if that is not known.
 */
export type LookUp = { readonly marked: number; snapshots: number; upTo: number };
const begun = (marked: number): LookUp => ({ marked, snapshots: 0, upTo: Infinity });

/** The last markings in the log. An answer must include all of them. */
export class Markings {
  private latest = -1;
  private readonly byNegotiation = new Map<string, number>();

  /** The ordinal of the last marking. */
  get last(): number {
    return this.latest;
  }

  /** Something in a negotiation was marked. */
  hear(negotiationId: string, ordinal: number): void {
    this.latest = ordinal;
    this.byNegotiation.set(negotiationId, ordinal);
  }

  /** The last marking that changes what is visible in a scope; -1 if there is none. */
  lastIn(scope: Scope): number {
    const negotiations = negotiationsIn(scope);
    if (negotiations === undefined) return this.latest;
    return negotiations.reduce((last, id) => Math.max(last, this.byNegotiation.get(id) ?? -1), -1);
  }

  /**
   * Retries a look-up if something was marked meanwhile that it may not include. What is found in one snapshot is as things were marked
   * at one time after the request came: so the last attempt counts, whatever was marked since. What is put together of several
   * may not be. @throws Problem 503 if markings keep coming
   */
  async retryIfRemarked<T>(clearance: Clearance | undefined, lookUp: (attempt: LookUp) => Promise<T>): Promise<T> {
    if (clearance === undefined) return lookUp(begun(-1));
    for (let count = 1; count <= ATTEMPTS; count++) {
      const attempt = begun(this.latest);
      const counts = () => this.includes(attempt) || (count === ATTEMPTS && attempt.snapshots === 1);
      const found = await lookUp(attempt).then(
        (value) => ({ value }),
        (error: unknown) => {
          if (counts()) throw error;
        },
      );
      if (found !== undefined && counts()) return found.value;
    }
    throw notYetProjected('end');
  }

  /** Whether a look-up has all that is marked by now. */
  private includes({ marked, snapshots, upTo }: LookUp): boolean {
    return this.latest === marked || (snapshots > 0 && this.latest <= upTo);
  }
}
