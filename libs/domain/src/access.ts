import type { Metadata, Person } from './envelope.js';

/** The events that say who has access to a negotiation: whoever opens it, until that is revoked, and whoever has a grant. */
const ACCESS_TYPES: readonly string[] = ['NegotiationOpened', 'GrantGiven', 'GrantRevoked'];

export const isAccessType = (type: string): boolean => ACCESS_TYPES.includes(type);

/** By what somebody has access, or that they have none any more. */
export type AccessStatus = 'opened' | 'given' | 'revoked';

/** A person as a text that nobody else has. */
export const personKey = ({ issuer, subject }: Person): string => JSON.stringify([issuer, subject]);

type StoredTexts = Readonly<{ type: string; data: string; metadata: string }>;

/** What an event of one of these types, as it is stored, changes for a person. */
export const accessIn = ({ type, data, metadata }: StoredTexts): Readonly<{ person: string; status: AccessStatus }> => {
  if (type === 'NegotiationOpened')
    return { person: personKey((JSON.parse(metadata) as Metadata).recordedBy), status: 'opened' };
  return { person: personKey(JSON.parse(data) as Person), status: type === 'GrantGiven' ? 'given' : 'revoked' };
};
