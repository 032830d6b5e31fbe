import { readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ED25519 } from '#ledger/note-key.js';
import { generateSignerKey } from '#ledger/signer-key.js';

type Server = Readonly<{ connectionString: string; stop: () => Promise<void> }>;
type Servers = Readonly<{ TestServer: { start: () => Promise<Server> } }>;

/** Imported by address, so that an engine's folder can be deleted without breaking other tests. */
const EVENTSTOREDB = new URL('../../faults/eventstoredb/server/test-server.js', import.meta.url).href;

type Log = Readonly<{ server: Server; settings: Readonly<Record<string, string>> }>;
const logs = new Map<string, Promise<Log>>();

/** Jest's project `eventstoredb` sets it. */
const engine = process.env['TEST_ENGINE'] || 'sqlite';
if (!['sqlite', 'eventstoredb'].includes(engine))
  throw new Error(`TEST_ENGINE must be sqlite or eventstoredb, but is ${engine}`);
export const isEmbedded = engine === 'sqlite';

/**
 * Settings of a service whose log is on the engine of this run. Each data folder has its own log, and a service that
 * starts again on the folder finds the same log.
 */
export const engineFor = async (
  dataDir: string,
  origin = 'test.example',
): Promise<Readonly<Record<string, string>>> => {
  if (isEmbedded) return {};
  const log = logs.get(dataDir) ?? newLog(origin);
  logs.set(dataDir, log);
  return (await log).settings;
};

/** The engine that these settings name themselves, or that of this run. */
export const engineOf = async (
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, string>>> =>
  env['EVENTSTOREDB_URL'] === undefined ? engineFor(dataDir, env['LEDGER_ORIGIN']) : {};

const startServer = async (): Promise<Server> => ((await import(EVENTSTOREDB)) as Servers).TestServer.start();

async function newServer() {
  const server = await startServer();
  return { env: { EVENTSTOREDB_URL: server.connectionString }, stop: () => server.stop() };
}

const newLog = async (origin: string): Promise<Log> => {
  const server = await startServer();
  return { server, settings: settingsFor(server.connectionString, origin) };
};

/** Settings that every instance on one log needs. */
export const settingsFor = (url: string, origin = 'test.example'): Record<string, string> => ({
  EVENTSTOREDB_URL: url,
  SHARED_SECRET: 'not-so-secret-'.repeat(3),
  ID_KEY: 'made-of-this-'.repeat(3),
  LEDGER_KEY: generateSignerKey(origin, ED25519),
});

/**
 * `run` gives the log another key. If instances share a log, it has to find their key in the folder, and the key that
 * it leaves there is the key of all instances.
 */
export const changingKey = async <T>(
  dataDir: string,
  run: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> => {
  const log = await logs.get(dataDir);
  if (log === undefined) return run({});
  const { EVENTSTOREDB_URL = '', LEDGER_KEY = '' } = log.settings;
  const file = join(dataDir, 'ledger.key');
  writeFileSync(file, LEDGER_KEY);
  const ran = await run({ EVENTSTOREDB_URL });
  const settings = { ...log.settings, LEDGER_KEY: readFileSync(file, 'utf8').trim() };
  logs.set(dataDir, Promise.resolve({ ...log, settings }));
  return ran;
};

/**
 * Settings of a command whose log is in its data folder, whatever the environment of the machine is, which a child
 * inherits.
 */
export const EMBEDDED = { EVENTSTOREDB_URL: '' };

/** An empty log, for a test that names the engine itself: `env` has everything that is needed to find it. */
export type NewLog = () => Promise<Readonly<{ env: Record<string, string>; stop: () => Promise<void> }>>;

/** The engine of this run. */
export const ENGINE: Readonly<{ name: string; newLog: NewLog }> = isEmbedded
  ? { name: 'the embedded log', newLog: async () => ({ env: EMBEDDED, stop: async () => {} }) }
  : { name: 'EventStoreDB', newLog: newServer };

/** The same log, for a service: a server of several instances needs more than its address. */
export const serving = ({ EVENTSTOREDB_URL = '' }: Readonly<Record<string, string>>): Record<string, string> =>
  EVENTSTOREDB_URL === '' ? EMBEDDED : settingsFor(EVENTSTOREDB_URL);

/** Stops what was started for this folder, and for the folders in it. */
export const stopEngine = async (dataDir: string): Promise<void> => {
  const here = [...logs].filter(([folder]) => folder === dataDir || folder.startsWith(`${dataDir}${sep}`));
  for (const [folder] of here) logs.delete(folder);
  for (const [, log] of here) await (await log).server.stop();
};
