import { accessIn, type AccessStatus, personKey } from '#domain/access.js';
import type { Metadata } from '#domain/envelope.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { batchWriter } from './batch-context.js';
import type { Caller } from './caller.js';

/** The types of events that say who has access to what. */
export const GRANT_TYPES: readonly string[] = ['NegotiationOpened', 'GrantGiven', 'GrantRevoked', 'OriginStarted'];

type GrantEvent = Pick<StoredEvent, 'type' | 'data' | 'metadata'>;

/** The grants as of the end of the log. Events about the log itself belong to no negotiation, and everybody may see them. */
export class Grants {
  private readonly byNegotiation = new Map<string, Map<string, AccessStatus>>();
  private readonly ofAll = new Set<string>();

  /** Applies an event of the log. An event may be applied again, if all events after it are applied again too. */
  apply(event: GrantEvent): void {
    if (!GRANT_TYPES.includes(event.type)) return;
    const { negotiationId } = JSON.parse(event.metadata) as Metadata;
    if (event.type === 'OriginStarted') return void this.ofAll.add(negotiationId);
    const { person, status } = accessIn(event);
    const people = this.byNegotiation.get(negotiationId) ?? new Map<string, AccessStatus>();
    this.byNegotiation.set(negotiationId, people.set(person, status));
  }

  /** Within a batch, also by what the batch has opened, given and revoked before. */
  admits({ everywhere, recorder }: Caller, negotiationId: string): boolean {
    if (everywhere || this.ofAll.has(negotiationId)) return true;
    const person = personKey(recorder);
    return isGranted(pendingStatus(negotiationId, person) ?? this.byNegotiation.get(negotiationId)?.get(person));
  }

  /** The ids of the negotiations that a caller has a grant for; undefined for all. */
  of({ everywhere, recorder }: Caller): readonly string[] | undefined {
    if (everywhere) return undefined;
    const key = personKey(recorder);
    const theirs = [...this.byNegotiation].flatMap(([id, people]) => (isGranted(people.get(key)) ? [id] : []));
    return [...theirs, ...this.ofAll];
  }
}

/** What a batch has changed for a person that need not be in the log yet. */
const pendingStatus = (negotiationId: string, person: string): AccessStatus | undefined => {
  const last = batchWriter()?.lastPending(
    (event) =>
      GRANT_TYPES.includes(event.type) &&
      // Only what can be about this negotiation is parsed.
      event.metadata.includes(negotiationId) &&
      (JSON.parse(event.metadata) as Metadata).negotiationId === negotiationId &&
      accessIn(event).person === person,
  );
  return last && accessIn(last).status;
};

const isGranted = (status: AccessStatus | undefined) => status === 'opened' || status === 'given';
