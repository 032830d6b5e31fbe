import { createHash } from 'node:crypto';
import { random16 } from './random.js';

/** An event on its way into the log: everything but the salt. `data` and `metadata` are canonical JSON texts (RFC 8785). */
export type Unsealed = Readonly<{
  id: string;
  stream: string;
  revision: number;
  type: string;
  data: string;
  metadata: string;
}>;

/** `salt`: 128 random bits in hex. `entry`: SHA-256(salt ‖ canonical event), in hex: what the ledger holds of the event. */
export type Seal = Readonly<{ salt: string; entry: string }>;

/**
 * The event as one canonical JSON text, put together from its canonical parts so that nothing is serialised twice.
 * Only ids, streams and types stand between quotes here, and none of them holds a character that JSON escapes.
 */
export const canonicalEvent = ({ id, stream, revision, type, data, metadata }: Unsealed) =>
  `{"data":${data},"id":"${id}","metadata":${metadata},"revision":${revision},"stream":"${stream}","type":"${type}"}`;

export const entryOf = (salt: string, event: Unsealed) =>
  createHash('sha256').update(Buffer.from(salt, 'hex')).update(canonicalEvent(event)).digest('hex');

export const seal = (event: Unsealed): Seal => {
  const salt = random16().toString('hex');
  return { salt, entry: entryOf(salt, event) };
};
