import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredEvent } from '#event-store/event-store.js';
import { below, type Random } from '#ledger/audit/testing/sample.js';
import { ConsistencyTokens } from '../../apps/server/src/http/consistency-token.js';
import { Issuer } from '../../test/support/issuer.js';
import { reservePort } from '../../test/support/ports.js';
import { remove } from '../../test/support/service.js';
import { Instance } from './instance.js';
import { InstancePair } from './instance-pair.js';
import { wholeLog } from './simulated-recorder.js';

const SECRET = 'by-which-its-tokens-are-encrypted-here';
const ORIGIN = 'record.example.org/notices';

/** Somebody who reads notices. `sees`: whether they see what has no marking, and what is secret. */
export type Listener = Readonly<{ name: string; token: string | undefined; seesSecrets: boolean; subject?: string }>;

/** A record that people listen to, on one instance or on two. */
export type NoticeWorld = Readonly<{
  name: string;
  urls: () => readonly string[];
  listeners: readonly Listener[];
  /** Headers of whoever records. */
  recorder: Readonly<Record<string, string>>;
  issuer: string | undefined;
  /** Ends an instance at once or gently, and starts it again. */
  restart: (random: Random) => Promise<void>;
  log: () => Promise<readonly StoredEvent[]>;
  /** Reads the ids of its notices. */
  tokensOf: (log: readonly StoredEvent[]) => ConsistencyTokens;
  close: () => Promise<void>;
}>;

const restart = async (instance: Instance, random: Random): Promise<void> => {
  await instance.stop(below(random, 2) === 0 ? 'SIGKILL' : 'SIGTERM');
  await instance.start();
};

/** One instance with the embedded log and a login, for somebody who sees everything and for somebody with a low clearance. */
export const oneInstance = async (): Promise<NoticeWorld> => {
  const issuer = await Issuer.start();
  const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-notices-'));
  const { port, release } = await reservePort();
  const instance = new Instance('one', dataDir, {
    ...issuer.settings,
    PORT: String(port),
    SHARED_SECRET: SECRET,
    LEDGER_ORIGIN: ORIGIN,
    ADMINISTRATOR: 'chief',
  });
  await instance.start();
  const token = (subject: string, clearance: string, roles: readonly string[]) =>
    issuer.token({ subject, clearance, roles, lifetime: 36_000 });
  const chief = await token('chief', 'tres-secret', ['administrator', 'recorder', 'reader']);
  return {
    name: 'one instance',
    urls: () => [instance.url],
    listeners: [
      { name: 'chief', token: chief, seesSecrets: true },
      { name: 'ben', token: await token('ben', 'restreint', ['reader']), seesSecrets: false, subject: 'ben' },
    ],
    recorder: { authorization: `Bearer ${chief}` },
    issuer: issuer.url,
    restart: (random) => restart(instance, random),
    log: async () => {
      await instance.stop();
      return wholeLog(dataDir);
    },
    tokensOf: (log) => new ConsistencyTokens(SECRET, { logId: log[0]!.id }, ORIGIN),
    close: async () => {
      if (instance.isRunning) await instance.stop('SIGKILL');
      await issuer.stop();
      release();
      remove(dataDir);
    },
  };
};

/** Two instances on one log. */
export const twoInstances = async (): Promise<NoticeWorld> => {
  const pair = await InstancePair.open({ SHARED_SECRET: SECRET });
  const origin = (await pair.instances[0].health()).ledger.origin;
  return {
    name: 'two instances',
    urls: () => pair.instances.map(({ url }) => url),
    listeners: ['one reader', 'another reader'].map((name) => ({ name, token: undefined, seesSecrets: true })),
    recorder: {},
    issuer: undefined,
    restart: (random) => restart(pair.instances[below(random, 2)]!, random),
    log: () => pair.log(),
    tokensOf: (log) => new ConsistencyTokens(SECRET, { logId: log[0]!.id }, origin),
    close: () => pair.close(),
  };
};
