import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { listen } from '../../../test/support/ports.js';
import type { Cluster } from './cluster.js';
import { checkFault } from './faults.js';
import type { TestServer } from './test-server.js';

/** The requests of another process to the servers, over HTTP from this machine only. */
export type Control = Readonly<{ url: string; close: () => Promise<void> }>;

type Body = Readonly<Record<string, unknown>>;
type Answer = Readonly<{ status: number; body: unknown }>;

/** What is wrong with a request; its message is the answer. */
class BadRequest extends Error {}

export const CONTROL = `  POST   /faults   {"name": …, "on": […], "streams": …, "after": n, "times": n, "node": n}   injects a fault in a node, else in all
  DELETE /faults                                                      takes all faults away
  GET    /state                                                       what each node has counted, and what it holds
  POST   /restart  {"keepData": true, "ms": 0, "node": n}             restarts a node, else all
  POST   /leader   {"node": n}                                        moves the leadership; null: none leads`;

const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** The servers that a request is about. @throws BadRequest */
function serversIn({ servers }: Cluster, node: unknown): readonly TestServer[] {
  if (node === undefined) return servers;
  const server = isNumber(node) ? servers[node] : undefined;
  if (!server) throw new BadRequest(`node is one of 0 to ${servers.length - 1}, not ${JSON.stringify(node)}`);
  return [server];
}

function injectFault(cluster: Cluster, { node, ...fault }: Body): Answer {
  try {
    checkFault(fault);
  } catch (error) {
    throw new BadRequest((error as Error).message);
  }
  for (const server of serversIn(cluster, node)) server.inject(fault);
  return { status: 201, body: fault };
}

async function restart(cluster: Cluster, { node, keepData = true, ms = 0 }: Body): Promise<Answer> {
  if (typeof keepData !== 'boolean') throw new BadRequest('keepData is true or false');
  if (!isNumber(ms)) throw new BadRequest('ms is a whole number');
  await Promise.all(serversIn(cluster, node).map((server) => server.restart({ keepData, ms })));
  return { status: 200, body: stateOf(cluster) };
}

function lead(cluster: Cluster, { node }: Body): Answer {
  if (node !== null) serversIn(cluster, node ?? 'nothing');
  cluster.lead(isNumber(node) ? node : undefined);
  return { status: 200, body: { leader: cluster.leader ?? null } };
}

const stateOf = (cluster: Cluster) => ({
  leader: cluster.leader ?? null,
  nodes: cluster.servers.map((server) => ({ connectionString: server.connectionString, ...server.state() })),
});

async function answer(cluster: Cluster, method: string, path: string, body: Body): Promise<Answer> {
  switch (`${method} ${path}`) {
    case 'GET /state':
      return { status: 200, body: stateOf(cluster) };
    case 'POST /faults':
      return injectFault(cluster, body);
    case 'DELETE /faults':
      for (const { faults } of cluster.servers) faults.clear();
      return { status: 200, body: {} };
    case 'POST /restart':
      return restart(cluster, body);
    case 'POST /leader':
      return lead(cluster, body);
    default:
      return { status: 404, body: { error: `There is no ${method} ${path}, but:\n${CONTROL}` } };
  }
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  if (text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadRequest('The body is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadRequest('The body is no object');
  return value as Body;
}

export async function serveControl(cluster: Cluster): Promise<Control> {
  const server = createServer((request, response) => {
    const send = ({ status, body }: Answer) => {
      // A value that JSON cannot express is a fault that never ends.
      const text = JSON.stringify(body, (_, value: unknown) => (value === Infinity ? 'for ever' : value));
      response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    };
    bodyOf(request)
      .then((body) => answer(cluster, request.method ?? '', request.url ?? '', body))
      .catch((error: Error) => ({ status: error instanceof BadRequest ? 400 : 500, body: { error: error.message } }))
      .then(send, (error: Error) => response.destroy(error));
  });
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
