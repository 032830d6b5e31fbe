import 'reflect-metadata';
import { flushCompileCache } from 'node:module';
import { readConfig } from '#config/config.js';
import { createForOwnerOnly } from '#storage/owner-only.js';
import { explain } from '../../apps/server/src/explain.js';
import { serve, type Service } from '../../apps/server/src/serve.js';
import { openLog } from '../../apps/server/src/telemetry/logger.js';
import type { FromHost, ToHost } from './service-host.js';

/** A service, what it has written since that was read last, and why it could not continue. */
type Hosted = { service: Service; output: string; failure?: Error };
const running = new Map<number, Hosted>();

const start = async (id: number, env: Readonly<Record<string, string>>): Promise<string> => {
  const config = readConfig(env);
  const hosted = { output: '' } as Hosted;
  const logger = openLog(config.logLevel, false, { write: (line) => void (hosted.output += line) });
  hosted.service = await serve(config, logger, (reason) => (hosted.failure ??= reason));
  running.set(id, hosted);
  // At the end of this process it would take seconds, for which Jest would wait.
  if (running.size === 1) flushCompileCache();
  return hosted.service.url;
};

const read = (id: number): string => {
  const hosted = running.get(id)!;
  const { output } = hosted;
  hosted.output = '';
  return output;
};

/** Fails as a process of its own would end: with another code than 0. */
const stop = async (id: number): Promise<string> => {
  const { service, failure } = running.get(id)!;
  const output = read(id);
  running.delete(id);
  await service.close();
  if (failure !== undefined) throw new Error(`The service failed: ${failure.message}. It wrote: ${output}`);
  return output;
};

const done = ({ service, ...work }: ToHost): Promise<string> => {
  if ('env' in work) return start(service, work.env);
  return work.does === 'stop' ? stop(service) : Promise.resolve(read(service));
};

const answer = (message: FromHost): void => void process.send!(message);

createForOwnerOnly();
process.on('message', (message: ToHost) => {
  const { call } = message;
  done(message).then(
    (text) => answer({ call, text }),
    (error: unknown) => answer({ call, error: explain(error) }),
  );
});
process.once('disconnect', () => process.exit());
