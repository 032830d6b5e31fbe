import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { engineOf, stopEngine } from './engine.js';
import { type Process, readyAt, startProcess, stop } from './process.js';
import { type HostedService, serviceHost } from './service-host.js';

/** A service on its own folder, used over real HTTP. Its views are ready. */
export type Running = Asked &
  Readonly<{
    url: string;
    dataDir: string;
    close: () => Promise<void>;
    settle: () => Promise<string>;
    as: (token: string) => Asked;
  }>;
export type Asked = Readonly<{ get: Get; post: Post; put: Post; delete: Get }>;
type Get = (path: string) => request.Test;
type Post = (path: string, body?: object) => request.Test;

export const newDataDir = () => mkdtempSync(join(tmpdir(), 'rapporteur-test-'));

/** A checkpoint is recorded only at a start and at a stop, however long a test takes. */
export const NO_TIMER = { SIGNING_INTERVAL_SECONDS: '99999', SIGNING_BOUND_SECONDS: '99999' } as const;

const SETTINGS = { RECORDER_NAME: 'Ana', LOG_LEVEL: 'fatal', ...NO_TIMER } as const;

/** Settings of Node.js itself, which only a process of its own can have. */
const isOfNode = (name: string): boolean => name.startsWith('NODE_');

/** The service in a process that serves one test after another, or in its own if it needs that. */
export const start = async (dataDir = newDataDir(), env: Record<string, string> = {}): Promise<Running> =>
  Object.keys(env).some(isOfNode) ? startAlone(dataDir, env) : startHosted(dataDir, env);

export type Hosted = Running & HostedService;
/** The same, for tests of what it writes. */
export const startHosted = async (dataDir = newDataDir(), env: Record<string, string> = {}): Promise<Hosted> => {
  const settings = { PORT: '0', DATA_DIR: dataDir, ...SETTINGS, ...(await engineOf(dataDir, env)), ...env };
  const service = await serviceHost().start(settings);
  await readyAt(service.url);
  return { ...service, dataDir, ...askersOf(service.url) };
};

/** The service as a user runs it, in its own process: for tests of that process. */
export const startAlone = async (
  dataDir = newDataDir(),
  env: Record<string, string> = {},
): Promise<Running & Readonly<{ process: Process }>> => {
  const service = await startProcess({ dataDir, env: { ...SETTINGS, ...env } });
  const { url } = service;
  await readyAt(url).catch(async (error: unknown) => {
    await stop(service, 'SIGKILL');
    throw error;
  });
  const close = async () => {
    const { code, signal, output } = await stop(service);
    if (code !== 0) throw new Error(`The service ended with ${code ?? signal}: ${output}`);
  };
  return { url, dataDir, close, process: service, ...askersOf(url) };
};

/** The answers of a busy machine that is late; a client retries. */
export const LATE = ['not-yet-projected', 'replay-in-progress', 'replay-busy', 'log-not-indexed'];
const TRIES = 60;
const isLate = (_error: unknown, answer: request.Response | undefined) =>
  answer?.status === 503 && LATE.includes((answer.body as { code: string }).code);

const NOTICES = '/v1/notices';
/** A stream goes on, so its answer is what it begins with. A refusal is JSON. */
const firstMessage: Parameters<request.Test['parse']>[0] = (response, done) => {
  const stream = response as unknown as IncomingMessage & { text: string };
  const isStream = String(stream.headers['content-type']).startsWith('text/event-stream');
  stream.text = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    stream.text += text;
    if (!isStream) return;
    done(null, undefined);
    stream.destroy();
  });
  stream.on('end', () => done(null, stream.text === '' ? undefined : JSON.parse(stream.text)));
};

/** To compress answers and to read them again would take a fifth of a test, and one journey tests that. */
const UNCOMPRESSED = { 'accept-encoding': 'identity' };

/** To open a connection for each request takes an eighth of the processor time of a journey. */
const shared = () => new Agent({ keepAlive: true });

/** The same service, with a connection for each request: for tests that count the connections of a service. */
export const unshared = <T extends Running>(service: T): T => ({
  ...service,
  ...askersOf(service.url, new Agent({ keepAlive: false })),
});

/** By the origin of a service, the Consistency-Token of what a page has recorded there last. */
const heard = new Map<string, string>();
/** Every read at this origin includes what a page has recorded up to this token, too. */
export const hear = (origin: string, token: string): void => void heard.set(origin, token);

/** Sends requests over HTTP; every read includes what was written before it. */
export const askersOf = (url: string, agent = shared()): Pick<Running, keyof Asked | 'as' | 'settle'> => {
  let token: string | undefined;
  const { origin } = new URL(url);
  const post: Post = (path, body) =>
    request(url)
      .post(path)
      .agent(agent)
      .set(UNCOMPRESSED)
      .send(body)
      .on('response', ({ headers }: { headers: Record<string, string> }) => {
        token = headers['consistency-token'] ?? token;
      });
  const get: Get = (path) => {
    const asking = request(url).get(path).agent(agent).set(UNCOMPRESSED).retry(TRIES, isLate);
    if (path.startsWith(NOTICES)) asking.buffer(true).parse(firstMessage);
    // Which of both is later is not known here.
    const places = [token, heard.get(origin)].filter((one) => one !== undefined);
    return places.length === 0 ? asking : asking.set('consistency-token', places.join(', '));
  };
  const put: Post = (path, body) => request(url).put(path).agent(agent).send(body);
  const end: Get = (path) => request(url).delete(path).agent(agent);
  const as = (login: string): Asked => ({
    get: (path) => get(path).set('authorization', `Bearer ${login}`),
    post: (path, body) => post(path, body).set('authorization', `Bearer ${login}`),
    put: (path, body) => put(path, body).set('authorization', `Bearer ${login}`),
    delete: (path) => end(path).set('authorization', `Bearer ${login}`),
  });
  return { get, post, put, delete: end, as, settle: async () => token ?? '' };
};

export const remove = (dataDir: string) => {
  void stopEngine(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
};

/** The answer to a POST. */
export type ReceiptBody = {
  id: string;
  kind: string;
  revision: number;
  events: {
    id: string;
    type: string;
    revision: number;
    data: Record<string, unknown>;
    metadata: Record<string, unknown>;
  }[];
};
