import { type Kind, thingOf } from './ids.js';

/**
 * The fields that identify things to which nobody gives an id: any fact about one of these things can be the first. No
 * correction changes them.
 */
const IDENTITY: Partial<Record<Kind, readonly string[]>> = {
  position: ['partyId', 'issueId', 'scope'],
  grant: ['issuer', 'subject'],
};

/** The fields that identify a thing of this kind; none if such things have ids of their own. */
export const identityFields = (kind: Kind): readonly string[] => IDENTITY[kind] ?? [];

/** What a thing is about, as one text that no other thing has; undefined if such things have ids of their own. */
export const identityOf = (
  kind: Kind,
  negotiationId: string,
  data: Readonly<Record<string, unknown>>,
): string | undefined => {
  const fields = identityFields(kind);
  return fields.length === 0 ? undefined : JSON.stringify([kind, negotiationId, ...fields.map((name) => data[name])]);
};

type StoredTexts = Readonly<{ stream: string; revision: number; data: string; metadata: string }>;

/** What the thing is about that this event of the log opens; undefined for any other event. */
export const identityIn = ({ stream, revision, data, metadata }: StoredTexts): string | undefined => {
  const { kind } = thingOf(stream);
  if (revision !== 0 || identityFields(kind).length === 0) return undefined;
  const { negotiationId } = JSON.parse(metadata) as { negotiationId: string };
  return identityOf(kind, negotiationId, JSON.parse(data) as Record<string, unknown>);
};
