import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { dossierNameOf, newDossier } from '../dossier/new-dossier.js';
import { print } from '../print.js';
import { outputError } from '../storage-errors.js';

type Options = Readonly<{ json?: true }>;

export const addNewDossier = (program: Command) => {
  program
    .command('new-dossier')
    .description('Write a new dossier to fill in, with a secret namespace from which its ids are made.')
    .argument('<file>', 'the new YAML file; the dossier gets its name')
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
Nobody without the file can compute the ids of the dossier. Keep the file: without its namespace, the dossier cannot be
loaded again without recording its facts twice. Only its owner can read it. An existing file is not overwritten.

Example:
  $ rapporteur new-dossier tariffs.yaml && rapporteur load --check tariffs.yaml`,
    )
    .action((file: string, { json }: Options) => {
      const dossier = dossierNameOf(basename(file));
      writeNew(file, newDossier(dossier, randomUUID()));
      if (json) print({ file: resolve(file), dossier });
      else print(`${file} is a new dossier. Fill it in, and check it with: rapporteur load --check ${file}`);
    });
};

/** @throws CliError if the file exists, or cannot be written */
const writeNew = (file: string, text: string): void => {
  try {
    writeFileSync(file, text, { flag: 'wx', flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new CliError(`${file} exists already, and was not changed. Choose a new file.`);
    rmSync(file, { force: true }); // half of it, if the disk is full
    throw outputError(error, file, 'the argument <file>');
  }
};
