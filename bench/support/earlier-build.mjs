/** An earlier commit of the history, built in a folder of its own, to be measured beside this build. */
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newFolder, run } from './children.mjs';
import { step } from './report.mjs';

const MAIN = 'dist/bin/service.js';
const NOW = fileURLToPath(new URL('../..', import.meta.url));

/**
 * An earlier version of better-sqlite3 downloads its binary, or compiles it. Where it could do neither, the version of this
 * build takes its place.
 */
const useSqliteOfNow = async (folder) => {
  const opens = "new (require('better-sqlite3'))(':memory:')";
  const works = await run(process.execPath, ['-e', opens], { cwd: folder }).then(
    () => true,
    () => false,
  );
  if (works) return;
  const place = 'node_modules/better-sqlite3';
  step('its better-sqlite3 has no binary for this machine, so it uses that of this build');
  rmSync(join(folder, place), { recursive: true });
  cpSync(join(NOW, place), join(folder, place), { recursive: true });
};

/** @throws an error that says what to do, if it can be neither built nor taken from a folder */
export const assertEarlierBuild = async ({ commit, before }) => {
  if (before !== undefined) {
    if (existsSync(join(before, MAIN))) return;
    throw new Error(`${before} has no ${MAIN}: build it there (npm ci && npm run build), or leave --before out.`);
  }
  await run('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: NOW }).catch((error) => {
    throw new Error(
      `The history has no commit ${commit}. Fetch it (git fetch --unshallow), or name another with --commit.`,
      { cause: error },
    );
  });
};

const built = async (commit) => {
  const folder = join(newFolder('earlier'), 'checkout');
  const archive = `${folder}.tar`;
  step(`building ${commit}`);
  await run('git', ['archive', '--output', archive, commit], { cwd: NOW });
  mkdirSync(folder);
  await run('tar', ['-xf', archive, '-C', folder]);
  await run('npm', ['ci', '--silent'], { cwd: folder });
  await useSqliteOfNow(folder);
  await run('npm', ['run', 'build'], { cwd: folder });
  return folder;
};

const opened = async (options) => {
  const folder = options.before === undefined ? await built(options.commit) : resolve(options.before);
  const { loadDossier, multiply } = await import(join(folder, 'bench/dossier.mjs'));
  return {
    name: 'before',
    main: join(folder, MAIN),
    cli: join(folder, 'dist/bin/rapporteur.js'),
    loadDossier,
    multiply,
  };
};

let made;
/**
 * Builds `commit` once for the whole run, or takes `before`, a folder where it is built already.
 * @returns its `main` and `cli`, and `loadDossier` and `multiply` of its own bench
 */
export const earlierBuild = (options) => (made ??= opened(options));
