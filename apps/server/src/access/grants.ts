import type { GrantEvents } from '#domain/grant.js';
import type { Metadata, Recorder } from '#domain/envelope.js';
import type { StoredEvent } from '#event-store/event-store.js';
import type { GrantStatus } from '#read-models/models/grants.js';
import type { Caller } from './caller.js';

/** The types of events that say who has access to what. */
export const GRANT_TYPES: readonly string[] = ['NegotiationOpened', 'GrantGiven', 'GrantRevoked', 'OriginStarted'];

/** The grants as of the end of the log. Events about the log itself belong to no negotiation, and everybody may see them. */
export class Grants {
  private readonly byNegotiation = new Map<string, Map<string, GrantStatus>>();
  private readonly ofAll = new Set<string>();

  /** Applies an event of the log. An event may be applied again, if all events after it are applied again too. */
  apply({ type, data, metadata }: Pick<StoredEvent, 'type' | 'data' | 'metadata'>): void {
    if (!GRANT_TYPES.includes(type)) return;
    const { negotiationId, recordedBy } = JSON.parse(metadata) as Metadata;
    if (type === 'OriginStarted') return void this.ofAll.add(negotiationId);
    if (type === 'NegotiationOpened') return this.set(negotiationId, recordedBy, 'opened');
    const person = JSON.parse(data) as GrantEvents['GrantGiven'];
    this.set(negotiationId, person, type === 'GrantGiven' ? 'given' : 'revoked');
  }

  admits({ everywhere, recorder }: Caller, negotiationId: string): boolean {
    return (
      everywhere ||
      this.ofAll.has(negotiationId) ||
      isGranted(this.byNegotiation.get(negotiationId)?.get(keyOf(recorder)))
    );
  }

  /** The ids of the negotiations that a caller has a grant for; undefined for all. */
  of({ everywhere, recorder }: Caller): readonly string[] | undefined {
    if (everywhere) return undefined;
    const key = keyOf(recorder);
    const theirs = [...this.byNegotiation].flatMap(([id, people]) => (isGranted(people.get(key)) ? [id] : []));
    return [...theirs, ...this.ofAll];
  }

  private set(negotiationId: string, person: Pick<Recorder, 'issuer' | 'subject'>, status: GrantStatus): void {
    const people = this.byNegotiation.get(negotiationId) ?? new Map<string, GrantStatus>();
    this.byNegotiation.set(negotiationId, people.set(keyOf(person), status));
  }
}

const isGranted = (status: GrantStatus | undefined) => status === 'opened' || status === 'given';
const keyOf = ({ issuer, subject }: Pick<Recorder, 'issuer' | 'subject'>) => JSON.stringify([issuer, subject]);
