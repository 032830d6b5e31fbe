import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { DATA_DIR_OPTION, dataDirOf, OTHER_PLACES } from '../log-location.js';
import { download } from '../download.js';
import { type ExportedLog, exportLog } from '../export-log.js';
import { URL_OPTION } from './load.js';
import { print } from '../print.js';
import { printVerdict } from '../print-audit.js';
import { type TrustOptions, parseTrust, addTrustOptions } from '../trust-options.js';
import { verifyWithProgress } from './verify.js';
import { assertNew } from '../output-file.js';

type Options = TrustOptions &
  Readonly<{
    to?: string;
    dataDir?: string;
    audit?: true;
    negotiation?: string;
    cosigned?: true;
    out?: string;
    url: string;
    force?: true;
    json?: true;
  }>;

export const addExport = (program: Command) => {
  const verb = program
    .command('export')
    .description('Write the record into one file: to move it (--to), or to audit it (--audit).')
    .option('--to <file>', 'the new file with the whole log, for "rapporteur import"')
    .option(...DATA_DIR_OPTION)
    .option('--audit', 'from a running service: every entry of the log with the signed checkpoint over them')
    .option('--out <file>', 'with --audit: the new file')
    .option(
      '--negotiation <id>',
      'with --audit: show only this negotiation; all others are withheld, with only their entries in the file',
    )
    .option('--cosigned', 'with --audit: only the part of the log that witnesses have cosigned')
    .option(...URL_OPTION)
    .option('--force', 'overwrite an existing file');
  addTrustOptions(verb)
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
--to reads the log in the data folder${OTHER_PLACES}; a service may keep running.
The content of the file depends only on the log. It is plain text, confidential facts included, and contains no key.
--audit requests the file from a running service. With --key the file is verified at once. A file that fails is kept as
evidence. Either file gets its name only when it is complete.

Examples:
  $ rapporteur export --to record.ndjson --data-dir /var/lib/rapporteur
  $ rapporteur export --audit --out audit.ndjson
  $ rapporteur export --audit --negotiation 5ba1ad00-0000-4000-8000-000000000001 --out talks.ndjson
  $ rapporteur export --audit --cosigned --out audit.ndjson --key "$KEY" --witness "$WITNESS" --since checkpoint-2025-10-27`,
    )
    .action((options: Options, command: Command) => {
      const { to, audit } = options;
      if ((to === undefined) === (audit === undefined))
        throw new CliError('Say what to export: --to <file> for the whole log, or --audit for an audit file.', 2);
      return to === undefined ? exportAudit(options) : exportRecord(to, options, command);
    });
};

const exportAudit = async ({ negotiation, cosigned, out, dataDir, url, force, json, ...options }: Options) => {
  if (out === undefined) throw new CliError('Name the new file with --out.', 2);
  if (dataDir !== undefined) throw new CliError('--data-dir goes with --to: an audit file comes from a service.', 2);
  if (options.key.length === 0 && (options.since !== undefined || options.witness.length > 0))
    throw new CliError('Give the verifier key of the log with --key: without it nothing can be verified.', 2);
  const trust = parseTrust(options);
  assertNew(out, force);
  const query = {
    ...(negotiation !== undefined && { negotiationId: negotiation }),
    ...(cosigned && { checkpoint: 'cosigned' }),
  };
  const taken = await download(url, query, out);
  const verified = options.key.length > 0 ? await verifyWithProgress(createReadStream(out), { trust }) : undefined;
  if (json) print({ file: out, ...taken, ...verified?.audit });
  else {
    print(`${taken.entries} entries, ${taken.bytes} bytes, complete: ${out}`);
    if (verified) printVerdict(out, verified);
    else print('It is not verified yet: run "rapporteur verify" with the key of the log.');
  }
  if (verified?.audit.holds === false) process.exitCode = 1;
};

const AUDIT_OPTIONS = ['out', 'negotiation', 'cosigned', 'url', 'key', 'witness', 'since'] as const;

const exportRecord = async (to: string, { dataDir, force, json }: Options, command: Command) => {
  const misplaced = AUDIT_OPTIONS.find((name) => command.getOptionValueSource(name) === 'cli');
  if (misplaced !== undefined) throw new CliError(`--${misplaced} goes with --audit, and not with --to.`, 2);
  assertNew(to, force);
  const exported = await exportLog(dataDirOf(dataDir), to);
  if (json) print({ file: resolve(to), ...exported });
  else
    print(
      `${exported.size} events, ${exported.bytes} bytes, root ${exported.root}: ${resolve(to)}\n${nextStep(exported)}`,
    );
};

const nextStep = ({ origin, covered, size }: ExportedLog) =>
  origin === undefined
    ? 'There is no ledger with this log: copy its folder ledger/ and ledger.key from where they are.'
    : `Its ledger is ${origin}, whose last checkpoint covers ${covered === size ? 'all' : covered} of them. Copy ledger/ and ledger.key too, for "rapporteur import" and the new service: they are not in the file.`;
