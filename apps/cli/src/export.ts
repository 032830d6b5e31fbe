import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { CliError } from './cli-error.js';
import { download } from './download.js';
import { URL_OPTION } from './load.js';
import { print } from './print.js';
import { tellAudit } from './tell-audit.js';
import { type TrustOptions, trustOf, withTrust } from './trust.js';
import { verifyFile } from './verify.js';

type Options = TrustOptions &
  Readonly<{
    audit?: true;
    negotiation?: string;
    cosigned?: true;
    out: string;
    url: string;
    force?: true;
    json?: true;
  }>;

export const addExport = (program: Command) => {
  const verb = program
    .command('export')
    .description('Take home what a running service has on record, as a file that proves itself.')
    .option('--audit', 'the file for an auditor: every entry of the log, and the signed checkpoint over them')
    .option('--negotiation <id>', 'show this negotiation only; of all others stand the entries alone')
    .option('--cosigned', 'only as far as witnesses have cosigned the log')
    .requiredOption('--out <file>', 'the new file')
    .option('--force', 'write over a file that is there')
    .option(...URL_OPTION);
  withTrust(verb)
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
The file has its name only when all of it is there. With --key it is verified at once; what does not hold is kept, since
it is evidence.

Examples:
  $ rapporteur export --audit --out audit.ndjson
  $ rapporteur export --audit --negotiation 5ba1ad00-0000-4000-8000-000000000001 --out talks.ndjson
  $ rapporteur export --audit --cosigned --out audit.ndjson --key "$KEY" --witness "$WITNESS" --since checkpoint-2025-10-27`,
    )
    .action(async ({ audit, negotiation, cosigned, out, url, force, json, ...options }: Options) => {
      if (!audit) throw new CliError('Say what to export: --audit.', 2);
      if (options.key.length === 0 && (options.since !== undefined || options.witness.length > 0))
        throw new CliError('Give the verifier key of the log with --key: without it nothing can be verified.', 2);
      const trust = trustOf(options);
      if (existsSync(out) && !force)
        throw new CliError(`${out} exists already. Name a new file, or write over it with --force.`);
      const query = {
        ...(negotiation !== undefined && { negotiationId: negotiation }),
        ...(cosigned && { checkpoint: 'cosigned' }),
      };
      const taken = await download(url, query, out);
      const verified = options.key.length > 0 ? await verifyFile(out, trust) : undefined;
      if (json) print({ file: out, ...taken, ...verified });
      else {
        print(`${taken.entries} entries, ${taken.bytes} bytes, complete: ${out}`);
        if (verified) tellAudit(out, verified);
        else print('It is not verified yet: "rapporteur verify" does that, with the key of the log.');
      }
      if (verified?.holds === false) process.exitCode = 1;
    });
};
