import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Limits } from '#config/limits.js';
import { limitPerAddress } from './connections-per-address.js';
import { pathOf } from './path-of.js';
import { detailsOf, Problem } from './problem.js';
import { frameworkProblem } from './problem.filter.js';

const HEADERS_MS = 10_000;
const MAX_HEADER_BYTES = 16 * 1024;
const KEEP_ALIVE_MS = 72_000; // longer than the 60 seconds for which proxies keep a connection

/** The setting that limits connections. */
export type ConnectionLimit = 'MAX_CONNECTIONS' | 'MAX_CONNECTIONS_PER_ADDRESS';

type Watch = Readonly<{
  /** A request that could not be parsed. `code` is Node's error code; the content of the request is not reported. */
  onUnreadable: (status: number, code: string) => void;
  /** A connection above a limit was dropped. */
  onDropped: (limit: ConnectionLimit, address: string | undefined) => void;
}>;

/** The HTTP server below the framework, with limits on slow, greedy and broken clients. `mostPerAddress`: 0 for no limit. */
export const limitedServer = (
  { requestSeconds, maxConnections, trustedProxies }: Limits,
  mostPerAddress: number,
  watch: Watch,
  handler: RequestListener,
): Server => {
  const requestTimeout = requestSeconds * 1000;
  const server = createServer(
    {
      requestTimeout,
      headersTimeout: Math.min(HEADERS_MS, requestTimeout),
      connectionsCheckingInterval: requestTimeout / 5,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      requireHostHeader: false, // checked below, since Node's own response is not problem+json
    },
    (request, response) => {
      if (isMalformed(request)) sendRaw(request, response, frameworkProblem(400));
      else handler(request, response);
    },
  );
  server.on('checkExpectation', (request, response) => sendRaw(request, response, frameworkProblem(417)));
  server.maxConnections = maxConnections;
  server.on('drop', (dropped) => watch.onDropped('MAX_CONNECTIONS', dropped?.remoteAddress));
  if (mostPerAddress > 0)
    limitPerAddress(server, mostPerAddress, trustedProxies, (address) =>
      watch.onDropped('MAX_CONNECTIONS_PER_ADDRESS', address),
    );

  const latest = new WeakMap<Duplex, Readonly<{ request: IncomingMessage; response: ServerResponse }>>();
  server.on('request', (request, response) => latest.set(request.socket, { request, response }));
  // No byte in or out: the client does not read the response, unless the response is not ready yet.
  server.setTimeout(4 * requestTimeout, (socket) => {
    if (latest.get(socket)?.response.headersSent !== false) socket.destroy();
  });
  const refused = new WeakSet<Duplex>();
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    if (refused.has(socket)) return; // further input is ignored
    refused.add(socket);
    const problem = problemOf(error.code);
    watch.onUnreadable(problem.status, error.code ?? error.name);
    const refuse = () => socket.end(rawResponse(problem), () => socket.destroy());
    const before = latest.get(socket);
    const isAnswered = before?.response.writableFinished === true;
    if (before === undefined || (isAnswered && before.request.complete)) refuse();
    // The previous request already has its response, but its body does not end.
    else if (isAnswered) socket.destroy();
    // The previous request is complete and still waits for its response, so this response must come after it.
    else if (before.request.complete) before.response.once('close', refuse);
    // The previous request itself is the unreadable one.
    else if (!before.response.headersSent) refuse();
    else socket.destroy();
  });
  return server;
};

/** One Host (RFC 9112, 3.2): of two, a proxy may go by the other one. A request without a version is HTTP/0.9 for Node. */
const isMalformed = ({ headersDistinct: { host = [] }, httpVersion }: IncomingMessage): boolean =>
  host.length > 1 || (host.length === 0 && httpVersion === '1.1') || !VERSIONS.includes(httpVersion);
const VERSIONS: readonly string[] = ['1.0', '1.1'];

const problemOf = (code = ''): Problem =>
  code === 'HPE_INVALID_URL' ? addressMalformed() : frameworkProblem(STATUS[code] ?? 400);
/** People type URLs without encoding them: `?q=稀土`. */
const addressMalformed = () =>
  new Problem(
    'address-malformed',
    'The URL contains characters that are not allowed in a URL, such as non-ASCII letters. Percent-encode them: 稀 becomes %E7%A8%80. With curl, use -G --data-urlencode.',
  );
const STATUS: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
};
const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
};

const HEADERS = {
  'Content-Type': 'application/problem+json; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  Connection: 'close',
};
/** Without a request, the URL is not known yet or could not be parsed. */
const bodyOf = (problem: Problem, { url = '/' }: Pick<IncomingMessage, 'url'> = {}): string =>
  JSON.stringify(detailsOf(problem, pathOf({ url })));

const sendRaw = (request: IncomingMessage, response: ServerResponse, problem: Problem) => {
  const body = bodyOf(problem, request);
  response.writeHead(problem.status, { ...HEADERS, 'Content-Length': Buffer.byteLength(body) }).end(body);
};

/** For a connection without a request to respond to. */
const rawResponse = (problem: Problem): string => {
  const body = bodyOf(problem);
  return [
    `HTTP/1.1 ${problem.status} ${PHRASES[problem.status]}`,
    ...Object.entries(HEADERS).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Date: ${new Date().toUTCString()}`,
    '',
    body,
  ].join('\r\n');
};
