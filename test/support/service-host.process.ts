import 'reflect-metadata';
import { readConfig } from '#config/config.js';
import { createForOwnerOnly } from '#storage/owner-only.js';
import { serve, type Service } from '../../apps/server/src/serve.js';
import { explain } from '../../apps/server/src/explain.js';
import { openLog } from '../../apps/server/src/telemetry/logger.js';
import type { FromHost, ToHost } from './service-host.js';

/** Runs services for tests, until the process that started it ends. */
type Hosted = { service?: Service; output: string; failure?: string };
const hosted = new Map<number, Hosted>();

const start = async (id: number, env: Record<string, string>): Promise<FromHost> => {
  const own: Hosted = { output: '' };
  const config = readConfig(env);
  const logger = openLog(config.logLevel, false, { write: (line) => void (own.output += line) });
  own.service = await serve(config, logger, (reason) => (own.failure ??= reason.message));
  hosted.set(id, own);
  return { id, url: own.service.url };
};

const stop = async (id: number): Promise<FromHost> => {
  const { service, output, failure } = hosted.get(id)!;
  hosted.delete(id);
  await service!.close();
  return failure === undefined ? { id } : { id, error: `The service failed: ${failure}. It wrote: ${output}` };
};

const answer = (message: FromHost): void => void process.send!(message);

createForOwnerOnly();
process.on('message', (message: ToHost) => {
  const { id } = message;
  ('env' in message ? start(id, message.env) : stop(id)).then(answer, (error: unknown) =>
    answer({ id, error: explain(error) }),
  );
});
process.once('disconnect', () => process.exit());
