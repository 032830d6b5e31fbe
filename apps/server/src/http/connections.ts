import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Limits } from '#config/limits.js';
import { detailsOf, Problem } from './problem.js';
import { frameworkProblem } from './problem.filter.js';

const HEADERS_MS = 10_000;
const MAX_HEADER_BYTES = 16 * 1024;
const KEEP_ALIVE_MS = 72_000; // longer than the minute for which proxies keep a connection

type Watch = Readonly<{
  /** A request that could not be read. `code` is Node's word for why; nothing of what was sent is told. */
  onUnreadable: (status: number, code: string) => void;
  /** A connection more than there may be. */
  onDropped: () => void;
}>;

/** The server below the framework, with what it bears of slow, greedy and senseless clients. */
export const limitedServer = (
  { requestSeconds, maxConnections }: Limits,
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
      requireHostHeader: false, // looked for here, since Node answers in words of its own
    },
    (request, response) => {
      const isHostMissing = request.headers.host === undefined && request.httpVersion === '1.1';
      if (isHostMissing) answerRaw(response, frameworkProblem(400));
      else handler(request, response);
    },
  );
  server.on('checkExpectation', (_request, response) => answerRaw(response, frameworkProblem(417)));
  server.maxConnections = maxConnections;
  server.on('drop', watch.onDropped);

  const latest = new WeakMap<Duplex, Readonly<{ request: IncomingMessage; response: ServerResponse }>>();
  server.on('request', (request, response) => latest.set(request.socket, { request, response }));
  // Neither a byte in nor a byte out: whoever asked does not take the answer, unless it is still in the making.
  server.setTimeout(4 * requestTimeout, (socket) => {
    if (latest.get(socket)?.response.headersSent !== false) socket.destroy();
  });
  const refused = new WeakSet<Duplex>();
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    if (refused.has(socket)) return; // what else comes is not read
    refused.add(socket);
    const problem = problemOf(error.code);
    watch.onUnreadable(problem.status, error.code ?? error.name);
    const refuse = () => socket.end(rawAnswer(problem), () => socket.destroy());
    const before = latest.get(socket);
    const isAnswered = before?.response.writableFinished === true;
    if (before === undefined || (isAnswered && before.request.complete)) refuse();
    // Its body does not end, though it has its answer.
    else if (isAnswered) socket.destroy();
    // It came whole, and waits for its answer: this one would be taken for it.
    else if (before.request.complete) before.response.once('close', refuse);
    // It is the one that cannot be read.
    else if (!before.response.headersSent) refuse();
    else socket.destroy();
  });
  return server;
};

const problemOf = (code = ''): Problem =>
  code === 'HPE_INVALID_URL' ? addressMalformed() : frameworkProblem(STATUS[code] ?? 400);
/** Whoever types an address at a terminal types it as it is spoken: `?q=稀土`. */
const addressMalformed = () =>
  new Problem(
    400,
    'address-malformed',
    'The address holds what an address cannot, such as letters that are not ASCII. Percent-encode them, as %E7%A8%80 for 稀; curl does so with -G --data-urlencode.',
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
/** Below the framework there is no address yet, or it could not be read. */
const bodyOf = (problem: Problem): string => JSON.stringify(detailsOf(problem, '/'));

const answerRaw = (response: ServerResponse, problem: Problem) => {
  const body = bodyOf(problem);
  response.writeHead(problem.status, { ...HEADERS, 'Content-Length': Buffer.byteLength(body) }).end(body);
};

/** Where there is not even a request to answer. */
const rawAnswer = (problem: Problem): string => {
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
