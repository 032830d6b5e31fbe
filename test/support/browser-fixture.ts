import { afterAll, afterEach } from '@jest/globals';
import { Chromium } from './chromium.js';
import { startInProcess } from './in-process.js';
import { Issuer } from './issuer.js';
import { remove, type Running, start } from './service.js';

/** `talks`: the negotiation of which it has most. `address`: of the first screen of that. */
type Recorded = Readonly<{ service: Running; talks: string; address: string }>;

export type BrowserFixture = ReturnType<typeof browserFixture>;

/**
 * A browser for the tests of a file, and what is started for them: all of it ends with them. Each test has its own windows, unless
 * `keepsWindows`: then they stay to the end of the file.
 */
export const browserFixture = ({ keepsWindows = false } = {}) => {
  const browser = new Chromium();
  const ends: (() => unknown)[] = [];
  if (!keepsWindows) afterEach(() => browser.closeWindows());
  afterAll(async () => {
    await browser.stop();
    // A service asks its issuer, so what was started last ends first.
    for (const end of ends.toReversed()) await end();
  });

  const atEnd = (end: () => unknown): void => void ends.push(end);
  const kept = <T extends Running>(service: T): T => {
    atEnd(async () => {
      await service.close();
      remove(service.dataDir);
    });
    return service;
  };
  const startService = async (env?: Record<string, string>) => kept(await start(undefined, env));

  return {
    browser,
    atEnd,
    startService,
    startServiceInProcess: async (env?: Record<string, string>) => kept(await startInProcess(undefined, env)),
    startIssuer: async (): Promise<Issuer> => {
      const issuer = await Issuer.start();
      atEnd(() => issuer.stop());
      return issuer;
    },
    /** Starts a service, and records a negotiation in it. `record`: resolves to its id. */
    startWith: async (
      record: (service: Running) => Promise<string>,
      env?: Record<string, string>,
    ): Promise<Recorded> => {
      const service = await startService(env);
      const talks = await record(service);
      return { service, talks, address: `${service.url}/negotiations/${talks}` };
    },
  };
};
