import { writeOutput } from '#formats/terminal.js';
import type { Command } from 'commander';
import { apiAt } from '../api.js';
import type { OpenApi } from '../dossier/commands-from-openapi.js';
import { dossierSchema } from '../dossier/dossier-schema.js';
import { URL_OPTION } from './load.js';

export const addSchema = (program: Command) => {
  program
    .command('schema')
    .description('Print the JSON Schema of a dossier, derived from the OpenAPI document of a running service.')
    .option(...URL_OPTION)
    .option('--json', 'same output')
    .addHelpText(
      'after',
      `
The first line of a dossier names its schema for editors:
  # yaml-language-server: $schema=./dossier.schema.json

Examples:
  $ rapporteur schema > examples/dossier.schema.json`,
    )
    .action(async ({ url }: { url: string }) => {
      const api = await apiAt(url).get<OpenApi>('/openapi.json');
      writeOutput(`${JSON.stringify(dossierSchema(api), null, 2)}\n`);
    });
};
