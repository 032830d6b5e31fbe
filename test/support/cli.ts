import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../../bin/rapporteur.js', import.meta.url));
const example = (name: string) => fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));

export const CHAPTER_1 = example('eu-china-1-the-article.yaml');
export const CHAPTER_2 = example('eu-china-2-what-followed.yaml');
export const SCHEMA = example('dossier.schema.json');

export type Ran = Readonly<{ code: number | null; out: string; err: string }>;

/** Runs a program with these arguments until it exits. */
export const run = async ([program, ...words]: readonly string[], options: SpawnOptions = {}): Promise<Ran> => {
  const child = spawn(program!, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
};

/** Runs `rapporteur` with these arguments until it exits. */
export const rapporteur = (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  run([process.execPath, MAIN, ...words], {
    env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'warn', ...env },
  });

/** The output of a command with --json. @throws its error output, if it printed nothing */
export const printed = ({ out, err }: Ran): Record<string, unknown> => {
  if (out === '') throw new Error(err);
  return JSON.parse(out) as Record<string, unknown>;
};

export const newFolder = () => mkdtempSync(join(tmpdir(), 'rapporteur-cli-'));

/** A dossier in its own file. */
export const dossierFile = (folder: string, text: string | Buffer, name = 'dossier.yaml'): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
