/** A PostgreSQL of its own, from the packages of Debian or of another system, in a temporary folder. */
import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { reservePort } from '../../dist/test/support/ports.js';
import { atTheEnd, run, spawnServer } from './children.mjs';

/** Where Debian puts the programs of each version. */
const DEBIAN = '/usr/lib/postgresql';
/** PostgreSQL refuses to run as root. The first that exists runs it then. */
const USERS = ['postgres', 'nobody'];
const LONGEST_MS = 60_000;

/** Why there is no PostgreSQL here, and what to do about it. */
export class NoPostgres extends Error {}

/** The folder of `initdb` and `postgres`. @throws NoPostgres */
const programs = () => {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(DEBIAN, version, 'bin')), ...process.env.PATH.split(delimiter)];
  const found = folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))));
  if (found === undefined)
    throw new NoPostgres(
      'PostgreSQL is not installed. Install it (apt-get install postgresql), and run this part again.',
    );
  return found;
};

/** Who runs it: undefined for whoever runs the bench. @throws NoPostgres */
const runner = () => {
  if (process.getuid() !== 0) return undefined;
  for (const user of USERS)
    try {
      const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, user], { stdio: 'pipe' })));
      return { uid, gid };
    } catch {
      continue; // there is no such user
    }
  throw new NoPostgres(`PostgreSQL does not run as root, and there is no user ${USERS.join(' or ')}.`);
};

/**
 * Starts it with `synchronous_commit` on, as it is by default. @returns its `url`, its `version`, and how to `stop` it
 * @throws NoPostgres if it cannot be started here
 */
export const startPostgres = async () => {
  const folder = programs();
  const who = runner();
  const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-bench-postgres-'));
  if (who !== undefined) chownSync(dataDir, who.uid, who.gid);
  atTheEnd(() => rmSync(dataDir, { recursive: true, force: true }));
  const options = { ...who, cwd: dataDir, env: { ...process.env, HOME: dataDir, LC_ALL: 'C' } };
  try {
    await run(join(folder, 'initdb'), ['-D', dataDir, '-U', 'bench', '-A', 'trust', '-E', 'UTF8'], options);
  } catch (error) {
    throw new NoPostgres(`PostgreSQL cannot make its data folder: ${error.message}`, { cause: error });
  }
  const { port, release } = await reservePort();
  const settings = ['synchronous_commit=on', 'fsync=on', 'max_connections=200', `unix_socket_directories=${dataDir}`];
  const words = ['-D', dataDir, '-h', '127.0.0.1', '-p', String(port), ...settings.flatMap((one) => ['-c', one])];
  const server = spawnServer(join(folder, 'postgres'), words, options);
  for (const began = performance.now(); !server.output().includes('ready to accept connections'); await sleep(50))
    if (server.hasEnded() || performance.now() - began > LONGEST_MS)
      throw new NoPostgres(`PostgreSQL does not start: ${server.output()}`);
  const version = await run(join(folder, 'postgres'), ['--version'], options);
  const stop = async () => {
    await server.stop();
    release();
  };
  return { url: `postgresql://bench@127.0.0.1:${port}/postgres`, version: version.trim(), stop };
};
