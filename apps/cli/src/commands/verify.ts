import { createReadStream, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { LogFiles } from '#event-store/engine.js';
import { logFilesAt } from '#event-store/engines.js';
import type { Trust } from '#ledger/audit/claims.js';
import { linesOf } from '#ledger/audit/lines.js';
import type { Audit } from '#ledger/audit/verification.js';
import { verifyAudit } from '#ledger/audit/verify-audit.js';
import { verifyLog } from '#ledger/audit/verify-log.js';
import { CliError } from '../cli-error.js';
import { textIn } from '../input-file.js';
import { inspectLog } from '../inspect-log.js';
import { print, progress } from '../print.js';
import { printAudit } from '../print-audit.js';
import { type TrustOptions, parseTrust, addTrustOptions } from '../trust-options.js';
import { verifyAccessLog } from '../verify-access-log.js';

type Options = TrustOptions & Readonly<{ checkpoint?: string; access?: true; json?: true }>;

export const addVerify = (program: Command) => {
  const verb = program
    .command('verify')
    .description('Verify an audit file or a log, offline and without trusting any of its fields.')
    .argument('<file>', 'an audit file, - for standard input, a data folder, or a copy of its log');
  addTrustOptions(verb)
    .option('--checkpoint <file>', 'for a log: the signed checkpoint to compare it with')
    .option('--access', 'for a data folder: verify its access log, which says who has read the audit')
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
Finds every change, insertion, removal and move among the entries that a checkpoint covers. The owner of the log's key can
sign another history: to detect that, use a checkpoint that you kept (--since) or that a witness cosigned (--witness).
Withheld events cannot be checked, but it is proven that they exist.

Examples:
  $ rapporteur verify audit.ndjson --key "$KEY"
  $ rapporteur verify audit.ndjson --key "$KEY" --witness "$WITNESS" --since checkpoint-2025-10-27
  $ gunzip < audit.ndjson.gz | rapporteur verify - --key "$KEY" --json
  $ rapporteur verify ./data --key "$KEY" --checkpoint ./data/ledger/checkpoint
  $ rapporteur verify ./data --access

Exit codes: 0 it holds, 1 it does not hold, 2 wrong usage or nothing to read.`,
    )
    .action(async (file: string, { checkpoint, access, json, ...options }: Options) => {
      if (file !== '-' && !existsSync(file)) throw new CliError(`There is nothing at ${file}.`, 2);
      if (access) {
        assertNoTrust(checkpoint, options);
        if (!(await verifyAccessLog(file, json))) process.exitCode = 1;
        return;
      }
      const log = file === '-' ? undefined : logAt(file);
      assertOptions(log !== undefined, checkpoint, options);
      const trust = parseTrust(options);
      const audit =
        log === undefined
          ? await verifyFile(file, trust)
          : verifyLogFile(log, trust, checkpoint === undefined ? undefined : textIn(checkpoint));
      const foreign = audit.findings.find(({ code }) => code === 'log-file');
      if (foreign !== undefined) throw new CliError(`${file}: ${foreign.because}`, 2);
      if (json) print({ file, ...audit });
      else printAudit(file, audit);
      if (!audit.holds) process.exitCode = 1;
    });
};

/** @throws CliError */
const assertNoTrust = (checkpoint: string | undefined, { key, witness, since }: TrustOptions) => {
  if (checkpoint !== undefined || since !== undefined || key.length > 0 || witness.length > 0)
    throw new CliError('--access needs no key and no checkpoint: the access log is not signed. Leave them out.', 2);
};

/** @throws CliError */
const assertOptions = (isLog: boolean, checkpoint: string | undefined, { key, witness, since }: TrustOptions) => {
  if (!isLog && checkpoint !== undefined)
    throw new CliError(
      '--checkpoint is for a log: an audit file contains its own. Use --since for one that you kept.',
      2,
    );
  if (isLog && checkpoint === undefined && witness.length > 0)
    throw new CliError('A witness cosigns checkpoints: give the cosigned one with --checkpoint.', 2);
  if (isLog && checkpoint === undefined && since === undefined && key.length > 0)
    throw new CliError(
      'A key verifies a checkpoint: give one with --checkpoint, such as ledger/checkpoint in the data folder.',
      2,
    );
  if (key.length === 0 && (!isLog || checkpoint !== undefined || since !== undefined))
    throw new CliError('Give the verifier key of the log with --key, as published by its owner or a witness.', 2);
};

/** @param file a path, or - for standard input */
export const verifyFile = async (file: string, trust: Trust): Promise<Audit> => {
  const step = progress();
  const lines = linesOf(file === '-' ? process.stdin : createReadStream(file));
  async function* counted() {
    let count = 0;
    for await (const line of lines) {
      if (++count % A_STEP === 0) step(`${count} lines`);
      yield line;
    }
  }
  const audit = await verifyAudit(counted(), trust);
  step();
  return audit;
};

type LogAt = Readonly<{ file: string; inspect: LogFiles['inspect'] }>;

/** The file of a log, or of the log in a folder; undefined if the path is not a log. @throws CliError */
const logAt = (path: string): LogAt | undefined => {
  const files = logFilesAt(path);
  if (files === undefined) return undefined;
  const file = statSync(path).isDirectory() ? join(path, files.name) : path;
  if (!existsSync(file)) throw new CliError(`There is no record in ${path}: it has no ${files.name}.`, 2);
  return { file, inspect: files.inspect };
};

const verifyLogFile = ({ file, inspect }: LogAt, trust: Trust, checkpoint: string | undefined): Audit => {
  const step = progress();
  step('checking every page');
  const rows = inspectLog(inspect, file, (count) => {
    if (count % A_STEP === 0) step(`${count} events`);
  });
  const audit = verifyLog(rows, trust, checkpoint);
  step();
  return audit;
};

const A_STEP = 1000;
