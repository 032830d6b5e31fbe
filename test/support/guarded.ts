import type { Logger } from 'pino';
import { type InProcess, startInProcess } from './in-process.js';
import { Issuer } from './issuer.js';
import { remove } from './service.js';

/** A service with login, and the issuer of its tokens. */
export type Guarded = Readonly<{ issuer: Issuer; service: InProcess; close: () => Promise<void> }>;

export const startGuarded = async (env: Record<string, string> = {}, logger?: Logger): Promise<Guarded> => {
  const issuer = await Issuer.start();
  const service = await startInProcess(undefined, { ...issuer.settings, ...env }, logger);
  const close = async () => {
    await service.close();
    await issuer.stop();
    remove(service.dataDir);
  };
  return { issuer, service, close };
};
