/** The engine on EventStoreDB beside the bare client, which does the same on the same server and nothing else. */
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { newFolder } from '../support/children.mjs';
import { onTestServer } from '../support/eventstoredb-server.mjs';
import { columns, note, number, progress, ratio, row } from '../support/report.mjs';

const EVENTS = 100_000;
const BEFORE_IT_IS_READ = 64;
/** An engine is a folder that may be deleted. */
const ENGINE = '../../dist/libs/event-store/src/eventstoredb/eventstoredb-event-store.js';
const CLIENT = '@eventstore/db-client';

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
const rateOf = async (connections, seconds, work) => {
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

const paced = async (read) => {
  const began = performance.now();
  const count = await read();
  return { count, rate: (count / (performance.now() - began)) * 1_000 };
};

const measured = async ({ seconds, count, url }) => {
  const [{ EventStoreDbEventStore }, { binaryEvent, EventStoreDBClient, NO_STREAM, START }] = await Promise.all([
    import(ENGINE),
    import(CLIENT),
  ]);
  const client = EventStoreDBClient.connectionString(url);
  const store = await EventStoreDbEventStore.open(url, { dataDir: newFolder('eventstoredb'), mode: 'owner' });
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

  columns('', 'engine', 'client', 'ratio');
  const print = (name, ours, theirs) => row(name, `${number(ours)}/s`, `${number(theirs)}/s`, ratio(ours / theirs));
  for (const connections of [1, 16, 64]) {
    const theirs = await rateOf(connections, seconds, bare);
    print(`${connections} appends at a time`, await rateOf(connections, seconds, full), theirs);
  }

  let held = 0;
  for await (const batch of store.readAll()) held += batch.events.length;
  while (held < count) {
    await Promise.all(Array.from({ length: BEFORE_IT_IS_READ }, bare));
    held += BEFORE_IT_IS_READ;
    progress(`${number(held)} of ${number(count)} events`);
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
  await paced(readBare); // the first one warms both
  const [theirs, ours] = [await paced(readBare), await paced(readFull)];
  if (theirs.count !== ours.count) throw new Error(`the engine read ${ours.count} events, the client ${theirs.count}`);
  print('catch-up, events', ours.rate, theirs.rate);
  await store.close();
  await client.dispose();
};

export const eventstoredb = {
  name: 'eventstoredb',
  help: 'the engine on EventStoreDB beside the bare client: appends and catch-up',
  size: `${number(EVENTS)} events; the server for tests, or the one that EVENTSTOREDB_URL names`,
  run: async ({ seconds, events: count = EVENTS }) => {
    if (!existsSync(fileURLToPath(new URL(ENGINE, import.meta.url))))
      return note('this build has no engine on EventStoreDB');
    if (process.env.EVENTSTOREDB_URL) return measured({ seconds, count, url: process.env.EVENTSTOREDB_URL });
    await onTestServer(({ connectionString }) => measured({ seconds, count, url: connectionString }));
  },
};
