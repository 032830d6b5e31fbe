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

/** A program with these words, to its end. */
export const run = async ([program, ...words]: readonly string[], options: SpawnOptions = {}): Promise<Ran> => {
  const child = spawn(program!, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
};

/** `rapporteur` with these words, to its end. */
export const rapporteur = (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  run([process.execPath, MAIN, ...words], {
    env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'warn', ...env },
  });

/** What a command with --json has printed. @throws what it said, if it printed nothing */
export const printed = ({ out, err }: Ran): Record<string, unknown> => {
  if (out === '') throw new Error(err);
  return JSON.parse(out) as Record<string, unknown>;
};

export const newFolder = () => mkdtempSync(join(tmpdir(), 'rapporteur-cli-'));

/** A dossier in a file of its own. */
export const dossierFile = (folder: string, text: string | Buffer, name = 'dossier.yaml'): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
