import { binaryEvent, type EventData, type RecordedEvent } from '@eventstore/db-client';
import { Unavailable, type NewEvent, type StoredEvent } from '../event-store.js';
import { toPosition } from './positions.js';

/** The prefix of all streams of the record. Other streams on the server, such as its own `$…` streams, are ignored. */
export const PREFIX = 'rapporteur.';

/** The name of a stream of the record on the server. */
export const onServer = (stream: string): string => PREFIX + stream;

/**
 * Data is stored as bytes, because the client would parse and rewrite JSON. Metadata is the text
 * `v1 <salt> <entry> <metadata>`: not JSON either, for the same reason, and readable in the server's user interface.
 */
const FORM = 'v1';
const SALT = 32;
const ENTRY = 64;
const SALT_AT = FORM.length + 1;
const ENTRY_AT = SALT_AT + SALT + 1;
const METADATA_AT = ENTRY_AT + ENTRY + 1;

/** @throws TypeError for a salt or an entry of the wrong length */
export const toEventData = ({ id, type, data, metadata, salt, entry }: NewEvent): EventData => {
  if (salt.length !== SALT || entry.length !== ENTRY) throw new TypeError(`Event ${id} has no salt or no entry`);
  return binaryEvent({ id, type, data: bytesOf(data), metadata: bytesOf(`${FORM} ${salt} ${entry} ${metadata}`) });
};

/** The tombstone of a stream is the server's. */
export const isOurs = ({ streamId, type }: RecordedEvent): boolean =>
  streamId.startsWith(PREFIX) && type !== '$streamDeleted';

/** @throws Unavailable for an event that another program has written to a stream of the record */
export const toStoredEvent = (recorded: RecordedEvent): StoredEvent => {
  const { streamId, revision, id, type, data, metadata, position } = recorded;
  const envelope = ArrayBuffer.isView(metadata) ? textOf(metadata) : '';
  if (!ArrayBuffer.isView(data) || !envelope.startsWith(`${FORM} `) || position === undefined)
    throw new Unavailable(
      `Revision ${revision} of ${streamId} was written by another program, or by a newer version of this one: it cannot be read`,
      'not-written',
    );
  return {
    stream: streamId.slice(PREFIX.length),
    revision: Number(revision),
    position: toPosition(position),
    id,
    type,
    data: textOf(data),
    metadata: envelope.slice(METADATA_AT),
    salt: envelope.slice(SALT_AT, ENTRY_AT - 1),
    entry: envelope.slice(ENTRY_AT, METADATA_AT - 1),
  };
};

// Exactly this class: the client compares the constructor, and would write a Buffer as a JSON object.
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const textOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString();
