import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, pino } from 'pino';
import { readConfig } from '#config/config.js';
import { Projector } from '#read-models/projector/projector.js';
import { serve, type Service } from '../../apps/server/src/serve.js';
import { engineOf } from './engine.js';
import { askersOf, newDataDir, NO_TIMER, type Running } from './service.js';

export type InProcess = Running & Service;

/** Runs the service in the process of the test, for tests that use its parts or its log output. */
export const startInProcess = async (
  dataDir = newDataDir(),
  env: Record<string, string> = {},
  logger: Logger = pino({ level: 'silent' }),
  onFailure: (reason: Error) => void = (reason) => {
    throw reason;
  },
): Promise<InProcess> => {
  const engine = await engineOf(dataDir, env);
  const config = readConfig({ PORT: '0', DATA_DIR: dataDir, RECORDER_NAME: 'Ana', ...NO_TIMER, ...engine, ...env });
  const service = await serve(config, logger, onFailure);
  // On a busy machine even a short log takes so long that the service responds before its views are ready.
  const views = service.app.get(Projector);
  while (views.states().some(({ status }) => status === 'rebuilding')) await sleep(20);
  return { ...service, dataDir, ...askersOf(service.url) };
};
