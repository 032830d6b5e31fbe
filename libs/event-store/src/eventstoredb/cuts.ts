import { BACKWARDS, END, type EventStoreDBClient, type RecordedEvent } from '@eventstore/db-client';
import { removedBefore, RESTORE_LOG, type Cut } from '../stream-cut.js';
import { PREFIX } from './event-codec.js';
import { typeOf } from './failures.js';
import { collect, EndedEarly } from './reading.js';

/** What the metadata of a stream may say, by the server's names. */
type StreamMetadata = Readonly<{ $tb?: number; $maxCount?: number; $maxAge?: number }>;
type Known = Pick<RecordedEvent, 'streamId' | 'type' | 'data'>;

/** The stream with the metadata of another one is named after it. */
const META = '$$';
const METADATA = '$metadata';
const TOMBSTONE = '$streamDeleted';

const UNDO = `Undo that with deploy/eventstoredb-uncut.mjs, as docs/OPERATIONS.md says, and start the service again. If EventStoreDB was scavenged since: ${RESTORE_LOG}`;

const tombstoned = (stream: string): Cut => ({
  stream,
  what: 'was deleted for good (tombstone)',
  remedy: `Nothing undoes that. ${RESTORE_LOG}`,
});

/** What an event of `$all` changes for a stream of the record: how it is cut, or that it no longer is. */
export type CutChange = Readonly<{ stream: string; cut: Cut | undefined }>;
export const cutChangeIn = ({ streamId, type, data }: Known): CutChange | undefined => {
  if (streamId.startsWith(PREFIX) && type === TOMBSTONE) return { stream: streamId, cut: tombstoned(streamId) };
  if (type !== METADATA || !streamId.startsWith(META + PREFIX)) return undefined;
  const stream = streamId.slice(META.length);
  return { stream, cut: cutBy(stream, data) };
};

/** How metadata cuts a stream; undefined if they do not. */
const cutBy = (stream: string, metadata: unknown): Cut | undefined => {
  const { $tb = 0, $maxCount, $maxAge } = (metadata ?? {}) as StreamMetadata;
  // A soft delete stores the largest number of 64 bits, which JSON gives approximately.
  const parts =
    $tb > Number.MAX_SAFE_INTEGER
      ? ['was deleted (soft delete)']
      : [
          ...($tb > 0 ? [`was cut: its events before revision ${$tb} are hidden ($tb)`] : []),
          ...($maxCount === undefined ? [] : [`keeps only its last events ($maxCount: ${$maxCount})`]),
          ...($maxAge === undefined ? [] : [`keeps its events only for a time ($maxAge: ${$maxAge} s)`]),
        ];
  return parts.length === 0 ? undefined : { stream, what: parts.join(' and '), remedy: UNDO };
};

/**
 * How a stream was cut, from its metadata and its first event; undefined if it begins at its start, or never existed. For a
 * user who may not read metadata, a deleted stream never existed.
 */
export const cutOf = async (
  client: EventStoreDBClient,
  streamId: string,
  late: AbortSignal,
): Promise<Cut | undefined> => {
  const read = async (name: string, options: Parameters<EventStoreDBClient['readStream']>[1]) => {
    const { found } = await collect(client.readStream(name, { ...options, maxCount: 1, requiresLeader: true }), {
      late,
    });
    return found[0]?.event;
  };
  /** A stream that does not exist is an error; one that shows nothing is that of a server that is shutting down. */
  const metadata = async () => {
    const last = await read(META + streamId, { direction: BACKWARDS, fromRevision: END });
    if (last === undefined) throw new EndedEarly();
    return cutBy(streamId, last.data);
  };
  try {
    const cut = await metadata().catch(ifNone);
    if (cut) return cut;
    const first = await read(streamId, { fromRevision: 0n });
    return first !== undefined && first.revision > 0n ? removedBefore(streamId, Number(first.revision)) : undefined;
  } catch (error) {
    if (typeOf(error) === 'stream-deleted') return tombstoned(streamId);
    return ifNone(error);
  }
};

/** There is no such stream, or this user may not read it. @throws any other error */
const ifNone = (error: unknown): undefined => {
  if (!['stream-not-found', 'access-denied'].includes(typeOf(error) ?? '')) throw error;
};
