import { ED25519, generateSignerKey } from '#ledger/note-key.js';

type Server = Readonly<{ connectionString: string; stop: () => Promise<void> }>;
type Servers = Readonly<{ TestServer: { start: () => Promise<Server> } }>;

/** By address: an engine's folder can be deleted, and nothing but its own tests misses it. */
const EVENTSTOREDB = new URL('../../libs/event-store/src/eventstoredb/testing/test-server.js', import.meta.url).href;

type Log = Readonly<{ server: Server; settings: Readonly<Record<string, string>> }>;
const logs = new Map<string, Promise<Log>>();

/**
 * Settings of a service whose log is on the engine that TEST_ENGINE names, the embedded one where it names none. Each data
 * folder has a log of its own, which is there again when a service starts again on the folder.
 */
export const engineFor = async (
  dataDir: string,
  origin = 'test.example',
): Promise<Readonly<Record<string, string>>> => {
  const engine = process.env['TEST_ENGINE'] || 'sqlite';
  if (engine === 'sqlite') return {};
  if (engine !== 'eventstoredb') throw new Error(`TEST_ENGINE is ${engine}, and there are sqlite and eventstoredb`);
  const log = logs.get(dataDir) ?? newLog(origin);
  logs.set(dataDir, log);
  return (await log).settings;
};

const newLog = async (origin: string): Promise<Log> => {
  const { TestServer } = (await import(EVENTSTOREDB)) as Servers;
  const server = await TestServer.start();
  return { server, settings: settingsFor(server.connectionString, origin) };
};

/** What every instance on one log must be given. */
export const settingsFor = (url: string, origin = 'test.example'): Record<string, string> => ({
  EVENTSTOREDB_URL: url,
  SHARED_SECRET: 'not-so-secret-'.repeat(3),
  LEDGER_KEY: generateSignerKey(origin, ED25519),
});

/** What a command is given whose log is in its data folder, whatever the machine has set: a child has that too. */
export const EMBEDDED = { EVENTSTOREDB_URL: '' };

/** Ends what was started for this folder, if anything was. */
export const stopEngine = async (dataDir: string): Promise<void> => {
  const log = logs.get(dataDir);
  logs.delete(dataDir);
  await (await log)?.server.stop();
};
