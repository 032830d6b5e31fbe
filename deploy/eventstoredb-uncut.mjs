/**
 * Undoes what a soft delete, $tb, $maxCount or $maxAge did to one stream of the record: it writes the metadata of the stream
 * without these until the last metadata has none of them. EventStoreDB follows the first write to the metadata of a deleted
 * stream with metadata of its own, whose $tb hides all events. The script removes nothing. What a scavenge has removed does
 * not come back, and the script says so.
 *
 * EVENTSTOREDB_URL: connection string with the user `admin`. The argument: the stream, as the service names it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { BACKWARDS, END, EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';

const [stream = ''] = process.argv.slice(2);
const { EVENTSTOREDB_URL: url = '' } = process.env;
const fail = (why) => {
  process.stderr.write(`eventstoredb-uncut: ${why}\n`);
  process.exit(2);
};
if (!/^rapporteur\.[a-z]+-./.test(stream)) fail('name a stream of the record: rapporteur.meeting-…');
if (!url.startsWith('esdb')) fail('EVENTSTOREDB_URL is no connection string: esdb://admin:password@host:2113');

/** As the service says it. */
const RESTORE_LOG =
  'Restore a complete backup of the log. If there is none, import the last transfer file, as docs/OPERATIONS.md says.';
const ATTEMPTS = 20;
const PAUSE_MS = 250;
const METASTREAM = `$$${stream}`;
const HIDING = ['$tb', '$maxCount', '$maxAge'];
const hidingIn = (metadata) => HIDING.filter((name) => metadata[name] !== undefined);
const withoutHiding = (metadata) =>
  Object.fromEntries(Object.entries(metadata).filter(([name]) => !HIDING.includes(name)));
/** A soft delete stores the largest number of 64 bits, which JSON gives approximately. */
const isSoftDeleted = ({ $tb = 0 }) => $tb > Number.MAX_SAFE_INTEGER;
const ifNotFound = (error) => {
  if (error.type !== 'stream-not-found') throw error;
};

const client = EventStoreDBClient.connectionString(url);
const [, login = 'nobody', password = 'nobody'] = /^[^/]+\/\/([^:@/]+):([^@/]+)@/.exec(url) ?? [];
/** With credentials on the call, the client has a deadline for an append. Without TLS they are not sent. */
const credentials = { username: decodeURIComponent(login), password: decodeURIComponent(password) };

/** Not `getStreamMetadata`: what it calls the revision of the metadata is their position in `$all`. */
const lastMetadata = async () => {
  const options = { direction: BACKWARDS, fromRevision: END, maxCount: 1, requiresLeader: true };
  let last;
  try {
    for await (const { event } of client.readStream(METASTREAM, options)) last = event;
  } catch (error) {
    ifNotFound(error);
    return { metadata: {}, revision: NO_STREAM };
  }
  if (!last) throw new Error('EventStoreDB ended a read before its end. Run this again.');
  return { metadata: (last.isJson && last.data) || {}, revision: last.revision };
};

/** @returns false if there is other metadata by now */
const write = async ({ metadata, revision }) => {
  const event = jsonEvent({ type: '$metadata', data: withoutHiding(metadata) });
  try {
    await client.appendToStream(METASTREAM, event, { expectedRevision: revision, requiresLeader: true, credentials });
    return true;
  } catch (error) {
    if (error.type !== 'wrong-expected-version') throw error;
    return false;
  }
};

/** @returns what the last metadata still has; nothing if it hides no event */
const undo = async () => {
  let [hiding, isFollowed] = [[], false];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const last = await lastMetadata();
    hiding = hidingIn(last.metadata);
    if (hiding.length === 0 && !isFollowed) return [];
    // The metadata of the server itself may not be readable yet. Then this write is refused.
    if (await write(last)) isFollowed = isSoftDeleted(last.metadata);
    else await sleep(PAUSE_MS);
  }
  return hiding.length === 0 ? ['$tb'] : hiding;
};

/** The number of events that the stream shows, and the revision of the first. */
const shown = async () => {
  let [count, first] = [0, undefined];
  try {
    for await (const { event } of client.readStream(stream, { requiresLeader: true })) {
      first ??= event.revision;
      count += 1;
    }
  } catch (error) {
    ifNotFound(error);
  }
  return { count, first };
};

try {
  const hiding = await undo();
  if (hiding.length > 0)
    fail(
      `the metadata of ${stream} still has ${hiding.join(', ')} after ${ATTEMPTS} attempts: another program writes it too. Stop that program, then run this again. Do not start the service before.`,
    );
  const { count, first } = await shown();
  if (count === 0)
    fail(
      `${stream} shows no events, although its metadata hides none. Check the name, and run this again. If the name is right and this does not change, the events are gone. ${RESTORE_LOG}`,
    );
  if (first > 0n) fail(`events before revision ${first} of ${stream} are gone: a scavenge has run. ${RESTORE_LOG}`);
  process.stdout.write(`${stream} is whole: ${count} events. Start the service again.\n`);
} catch (error) {
  const isTombstoned = error.type === 'stream-deleted';
  fail(isTombstoned ? `${stream} has a tombstone, which nothing undoes. ${RESTORE_LOG}` : error.message);
} finally {
  await client.dispose();
}
