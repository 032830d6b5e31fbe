/**
 * The same two jobs by another library: Emmett on PostgreSQL behind Fastify, with an inline projection by Pongo, so that a
 * fact is projected in the transaction that stores it. `POSTGRES_URL` names the database.
 */
import { randomUUID } from 'node:crypto';
import { projections, STREAM_DOES_NOT_EXIST } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore, pongoSingleStreamProjection } from '@event-driven-io/emmett-postgresql';
import { pongoClient } from '@event-driven-io/pongo';
import Fastify from 'fastify';

const { POSTGRES_URL } = process.env;

/** A document for each stream, with the data of its last event. */
const documents = (collectionName, type) =>
  pongoSingleStreamProjection({
    collectionName,
    canHandle: [type],
    evolve: (_document, { data }) => ({ ...data }),
  });
const store = getPostgreSQLEventStore(POSTGRES_URL, {
  projections: projections.inline([documents('statements', 'StatementMade'), documents('pages', 'PageMade')]),
});
await store.schema.migrate();
const pongo = pongoClient(POSTGRES_URL);
const [pages, statements] = ['pages', 'statements'].map((name) => pongo.db().collection(name));
for (const collection of [pages, statements]) await collection.createCollection();

/** A new stream with one event. @returns its name */
const begin = async (kind, type, data) => {
  const stream = `${kind}-${randomUUID()}`;
  await store.appendToStream(stream, [{ type, data }], { expectedStreamVersion: STREAM_DOES_NOT_EXIST });
  return stream;
};

const app = Fastify();
for (const { path, kind, type, collection } of [
  { path: '/statements', kind: 'statement', type: 'StatementMade', collection: statements },
  { path: '/pages', kind: 'page', type: 'PageMade', collection: pages },
]) {
  app.post(path, async ({ body }, reply) => reply.code(201).send({ id: await begin(kind, type, body) }));
  app.get(`${path}/:id`, async ({ params: { id } }, reply) => {
    const found = await collection.findOne({ _id: id });
    if (found === null) return reply.code(404).send();
    // The version is a BigInt, which JSON does not know.
    const { _version, ...document } = found;
    return document;
  });
}
const url = await app.listen({ port: 0, host: '127.0.0.1' });
process.send({ listening: url });
process.on('SIGTERM', async () => {
  await app.close();
  await store.close();
  await pongo.close();
  process.exit(0);
});
