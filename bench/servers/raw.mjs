/**
 * What the service is measured against: plain Fastify and better-sqlite3, the same request bytes, the same durability
 * (WAL, synchronous=FULL) and the same group commit, one bare insert a request, and nothing else.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import Fastify from 'fastify';

const dataDir = process.env.DATA_DIR;
mkdirSync(dataDir, { recursive: true });
const db = new Database(join(dataDir, 'raw.db'));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec('CREATE TABLE IF NOT EXISTS facts (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL) STRICT');
const insert = db.prepare('INSERT INTO facts (body) VALUES (?)');
const read = db.prepare('SELECT body FROM facts WHERE id = ?').pluck();

let waiting = [];
const flush = () => {
  const group = waiting;
  waiting = [];
  const ids = db.transaction(() => group.map(({ body }) => insert.run(body).lastInsertRowid)).immediate();
  group.forEach(({ resolve }, i) => resolve(ids[i]));
};
const append = (body) =>
  new Promise((resolve) => {
    if (waiting.push({ body, resolve }) === 1) setImmediate(flush);
  });

const app = Fastify();
app.post('/facts', async (request, reply) => {
  const id = await append(JSON.stringify(request.body));
  return reply.code(201).send({ id: Number(id) });
});
app.get('/facts/:id', async ({ params: { id } }, reply) => {
  const body = read.get(Number(id));
  return body === undefined ? reply.code(404).send() : reply.type('application/json').send(body);
});
const url = await app.listen({ port: 0, host: '127.0.0.1' });
process.send({ listening: url });
process.on('SIGTERM', () => app.close().then(() => process.exit(0)));
