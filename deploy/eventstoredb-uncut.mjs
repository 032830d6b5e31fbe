/**
 * Undoes what a soft delete, $tb, $maxCount or $maxAge did to one stream of the record: it writes the metadata of the stream
 * again, without these. It removes nothing. What a scavenge has removed does not come back, and the script says so.
 *
 * EVENTSTOREDB_URL: connection string with the user `admin`. The argument: the stream, as the service names it.
 */
import { EventStoreDBClient } from '@eventstore/db-client';

const [stream = ''] = process.argv.slice(2);
const { EVENTSTOREDB_URL: url = '' } = process.env;
const fail = (why) => {
  process.stderr.write(`eventstoredb-uncut: ${why}\n`);
  process.exit(2);
};
if (!/^rapporteur\.[a-z]+-./.test(stream)) fail('name a stream of the record: rapporteur.meeting-…');
if (!url.startsWith('esdb')) fail('EVENTSTOREDB_URL is no connection string: esdb://admin:password@host:2113');

const client = EventStoreDBClient.connectionString(url);
try {
  const { metadata } = await client.getStreamMetadata(stream, { requiresLeader: true });
  const { truncateBefore: _, maxCount: __, maxAge: ___, ...kept } = metadata ?? {};
  await client.setStreamMetadata(stream, kept, { requiresLeader: true });
  let [events, next] = [0, 0n];
  for await (const { event } of client.readStream(stream, { requiresLeader: true })) {
    if (event.revision > next)
      fail(
        `events before revision ${event.revision} of ${stream} are gone: a scavenge has run. Restore a complete backup of the log.`,
      );
    next = event.revision + 1n;
    events += 1;
  }
  process.stdout.write(`${stream} is whole: ${events} events. Start the service again.\n`);
} catch (error) {
  const isTombstoned = error.type === 'stream-deleted';
  fail(
    isTombstoned
      ? `${stream} has a tombstone, which nothing undoes. Restore a complete backup of the log.`
      : error.message,
  );
} finally {
  await client.dispose();
}
