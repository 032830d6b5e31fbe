/** The same two jobs by another event store, on the same machine. */
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { isStopping, newFolder } from '../support/children.mjs';
import { loadDossier, STATEMENT } from '../support/dossier.mjs';
import { NoPostgres, startPostgres } from '../support/postgres.mjs';
import { columns, note, number, ratio, row } from '../support/report.mjs';
import { answered, JSON_TYPE, load, NOW, ready, start } from '../support/service.mjs';
import { median } from '../support/statistics.mjs';
import { inTurns, ratiosOf } from '../support/turns.mjs';

const PEER = fileURLToPath(new URL('../servers/peer.mjs', import.meta.url));
const CONNECTIONS = [1, 16, 64];
const READERS = 16;
const WARM_UP_S = 2;

const ours = async () => {
  const service = await start(NOW.main, newFolder('peer-ours'));
  const { overview, statements } = await loadDossier(service.url);
  await ready(service.url);
  const page = `${service.url}${overview}`;
  return { posts: `${service.url}${statements}`, page, text: (await answered(page)).text, stop: service.stop };
};

/** Records something at the peer, and checks that it is projected. @returns the address of its document */
const projected = async (url, text) => {
  const made = await fetch(url, { method: 'POST', headers: JSON_TYPE, body: text });
  if (made.status !== 201) throw new Error(`${url}: ${made.status} ${await made.text()}`);
  const { id } = await made.json();
  const { _id, ...document } = JSON.parse((await answered(`${url}/${id}`)).text);
  if (!isDeepStrictEqual(document, JSON.parse(text))) throw new Error(`${url}/${id} is not what was recorded`);
  return `${url}/${id}`;
};

/** On a database of its own each time, with the page of ours as its projected document. */
const theirs = async (text) => {
  const postgres = await startPostgres();
  const server = await start(PEER, newFolder('peer'), { POSTGRES_URL: postgres.url });
  await projected(`${server.url}/statements`, JSON.stringify(STATEMENT));
  const page = await projected(`${server.url}/pages`, text);
  const stop = async () => {
    await server.stop();
    await postgres.stop();
  };
  return { posts: `${server.url}/statements`, page, version: postgres.version, stop };
};

const rates = async ({ posts, page, stop }, seconds) => {
  const request = { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(STATEMENT), status: 201 };
  // The page first: facts are recorded after it.
  await load(page, { connections: READERS, seconds: WARM_UP_S });
  const figures = { [`GET, ${READERS} connections`]: (await load(page, { connections: READERS, seconds })).rate };
  await load(posts, { ...request, connections: READERS, seconds: WARM_UP_S });
  for (const connections of CONNECTIONS)
    figures[`POST, ${connections} connection${connections === 1 ? '' : 's'}`] = (
      await load(posts, { ...request, connections, seconds })
    ).rate;
  await stop();
  return figures;
};

export const peer = {
  name: 'peer',
  help: 'durable POST, and GET of a projected page, by Emmett on PostgreSQL with an inline Pongo projection',
  size: 'an empty record; needs PostgreSQL',
  run: async ({ seconds, rounds }) => {
    const first = await ours();
    const { text } = first;
    await first.stop();
    try {
      const { version, stop } = await theirs(text);
      note(`${version}, synchronous_commit=on`);
      await stop();
    } catch (error) {
      if (!(error instanceof NoPostgres) || isStopping()) throw error;
      return note(`not measured: ${error.message}`);
    }
    const candidates = [
      { name: 'ours', open: ours },
      { name: 'peer', open: () => theirs(text) },
    ];
    const found = await inTurns(candidates, rounds, async ({ open }) => rates(await open(), seconds));
    columns('', 'ours', 'Emmett', 'ratio', 'over rounds');
    for (const [name, values] of Object.entries(found.ours)) {
      const { ratio: share, range } = ratiosOf(values, found.peer[name]);
      const cells = [values, found.peer[name]].map((some) => `${number(median(some))}/s`);
      row(name, ...cells, ratio(share), range);
    }
  },
};
