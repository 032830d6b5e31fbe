import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, pino } from 'pino';
import request from 'supertest';
import { readConfig } from '#config/config.js';
import { Projector } from '#read-models/projector.js';
import { serve, type Service } from '../../apps/server/src/serve.js';
import { engineFor, stopEngine } from './engine.js';

/** A service on a folder of its own, asked over real HTTP. Its views are there. */
export type Running = Service &
  Asked &
  Readonly<{ dataDir: string; settle: () => Promise<string>; as: (token: string) => Asked }>;
export type Asked = Readonly<{ get: Get; post: Post }>;
type Get = (path: string) => request.Test;
type Post = (path: string, body?: object) => request.Test;

export const start = async (
  dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-test-')),
  env: Record<string, string> = {},
  logger: Logger = pino({ level: 'silent' }),
): Promise<Running> => {
  const engine = await engineFor(dataDir, env['LEDGER_ORIGIN']);
  const config = readConfig({ PORT: '0', DATA_DIR: dataDir, RECORDER_NAME: 'Ana', ...engine, ...env });
  const service = await serve(config, logger, (reason) => {
    throw reason;
  });
  // On a busy machine even a short log takes so long that the service answers before its views are made.
  const views = service.app.get(Projector);
  while (views.states().some(({ status }) => status === 'rebuilding')) await sleep(20);
  return { ...service, dataDir, ...askersOf(service.url) };
};

/** Asks over HTTP; every read sees what was written before it. */
export const askersOf = (url: string): Pick<Running, 'get' | 'post' | 'as' | 'settle'> => {
  let token: string | undefined;
  const post: Post = (path, body) =>
    request(url)
      .post(path)
      .send(body)
      .on('response', ({ headers }: { headers: Record<string, string> }) => {
        token = headers['consistency-token'] ?? token;
      });
  const get: Get = (path) =>
    token === undefined ? request(url).get(path) : request(url).get(path).set('consistency-token', token);
  const as = (login: string): Asked => ({
    get: (path) => get(path).set('authorization', `Bearer ${login}`),
    post: (path, body) => post(path, body).set('authorization', `Bearer ${login}`),
  });
  return { get, post, as, settle: async () => token ?? '' };
};

export const remove = (dataDir: string) => {
  void stopEngine(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
};

/** What a POST answers. */
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
