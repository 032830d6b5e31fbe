import { saltedHash } from '#ledger/primitives.js';

/** An event without salt and entry. `data` and `metadata` are canonical JSON texts (RFC 8785). */
export type Unsealed = Readonly<{
  id: string;
  stream: string;
  revision: number;
  type: string;
  data: string;
  metadata: string;
}>;

/** `salt`: 128 random bits in hex. `entry`: SHA-256(salt ‖ canonical event), in hex: the leaf of the event in the ledger. */
export type Seal = Readonly<{ salt: string; entry: string }>;

/**
 * The event as one canonical JSON text, composed of its canonical parts so that nothing is serialized twice. Ids, streams and
 * types contain no character that JSON escapes.
 */
export const canonicalEvent = ({ id, stream, revision, type, data, metadata }: Unsealed) =>
  `{"data":${data},"id":"${id}","metadata":${metadata},"revision":${revision},"stream":"${stream}","type":"${type}"}`;

export const entryOf = (salt: string, event: Unsealed) => saltedHash(salt, canonicalEvent(event));

/** Lower case only, although capitals mean the same bytes: the audit file requires it. */
const SALT = /^[0-9a-f]{32}$/;

/** Whether an event is the one that its entry was made from. */
export const matchesEntry = (event: Unsealed & Seal): boolean =>
  SALT.test(event.salt) && entryOf(event.salt, event) === event.entry;
