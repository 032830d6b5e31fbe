/** The engine on EventStoreDB beside the bare client, which does the same on the same server and nothing else. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaryEvent, EventStoreDBClient, NO_STREAM, START } from '@eventstore/db-client';
import { EventStoreDbEventStore } from '../dist/libs/event-store/src/eventstoredb/eventstoredb-event-store.js';
import { startTestProcess } from '../dist/faults/eventstoredb/server/start.js';

/** As long as a statement of the dossier. */
const DATA = JSON.stringify({ text: 'unjustified and harmful '.repeat(20) });
const METADATA = JSON.stringify({ by: 'x'.repeat(420) });
const event = () => ({
  id: randomUUID(),
  type: 'StatementMade',
  data: DATA,
  metadata: METADATA,
  salt: randomBytes(16).toString('hex'),
  entry: randomBytes(32).toString('hex'),
});
const bytes = (text) => new Uint8Array(Buffer.from(text));

/** So many at a time until the time is over. @returns how many a second */
const rate = async (connections, seconds, work) => {
  const ends = performance.now() + seconds * 1_000;
  let done = 0;
  const one = async () => {
    while (performance.now() < ends) {
      await work();
      done++;
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  return done / seconds;
};

/** @param tools `row` and `number` print as the other figures are printed */
export const measureEventStoreDb = async (seconds, events, { row, number }) => {
  const folder = mkdtempSync(join(tmpdir(), 'rapporteur-bench-esdb-'));
  const server = await startTestProcess(['--system-events-every', '0']);
  const url = process.env.EVENTSTOREDB_URL ?? server.connectionString;
  const client = EventStoreDBClient.connectionString(url);
  const store = await EventStoreDbEventStore.open(url, { dataDir: folder, mode: 'owner' });
  // The classic append, as the engine has it.
  const credentials = { username: 'nobody', password: 'nobody' };
  const bare = async () => {
    const { id, type, data, metadata, salt, entry } = event();
    const stored = binaryEvent({ id, type, data: bytes(data), metadata: bytes(`v1 ${salt} ${entry} ${metadata}`) });
    await client.appendToStream(`rapporteur.statement-${id}`, stored, { expectedRevision: NO_STREAM, credentials });
  };
  const full = async () => {
    const made = event();
    await store.append(`statement-${made.id}`, [made], { expected: 'no-stream' });
  };

  console.log(
    `EventStoreDB (${process.env.EVENTSTOREDB_URL ? 'the one that is set' : 'the server for tests'}), appends/s`,
  );
  row('appends at a time', 'engine', 'client', 'ratio');
  for (const connections of [1, 16, 64]) {
    const [one, other] = [await rate(connections, seconds, bare), await rate(connections, seconds, full)];
    row(connections, number(other), number(one), (other / one).toFixed(2));
  }

  let held = 0;
  for await (const batch of store.readAll()) held += batch.events.length;
  while (held < events) {
    await Promise.all(Array.from({ length: 64 }, bare));
    held += 64;
  }
  const readBare = async () => {
    let read = 0;
    for await (const { event: found } of client.readAll({ fromPosition: START }))
      if (found.streamId.startsWith('rapporteur.')) read++;
    return read;
  };
  const readFull = async () => {
    let read = 0;
    for await (const batch of store.readAll()) read += batch.events.length;
    return read;
  };
  const paced = async (read) => {
    const began = performance.now();
    const count = await read();
    return { count, rate: (count / (performance.now() - began)) * 1_000 };
  };
  await paced(readBare); // the first one warms both
  const [one, other] = [await paced(readBare), await paced(readFull)];
  if (one.count !== other.count) throw new Error(`the engine read ${other.count} events, the client ${one.count}`);
  row('catch-up, events/s', number(other.rate), number(one.rate), (other.rate / one.rate).toFixed(2));
  console.log('');

  await store.close();
  await client.dispose();
  await server.stop();
  rmSync(folder, { recursive: true });
};
