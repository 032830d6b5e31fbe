import { createReadStream, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type LastAcknowledged, type LogFiles, NotALog } from '#event-store/engine.js';
import { logFilesAt } from '#event-store/engines.js';
import type { Trust } from '#ledger/audit/claims.js';
import type { Finding } from '#ledger/audit/finding.js';
import type { Audit } from '#ledger/audit/verification.js';
import { type FileOptions, type FileVerdict, verifyFile } from '#ledger/audit/verify-file.js';
import { verifyLog } from '#ledger/audit/verify-log.js';
import { CliError } from '../cli-error.js';
import { textIn } from '../input-file.js';
import { inspectLog } from '../inspect-log.js';
import { momentIn } from '#formats/moment.js';
import { progress } from '#formats/terminal.js';
import { dataDirOf } from '../log-location.js';
import { print } from '../print.js';
import { printAudit, printVerdict } from '../print-audit.js';
import { verifyViews } from '../verify-views.js';
import { type TrustOptions, parseTrust, addTrustOptions } from '../trust-options.js';
import { verifyAccessLog } from '../verify-access-log.js';

type Options = TrustOptions &
  Readonly<{ checkpoint?: string; event?: string; asOf?: string; access?: true; views?: true; json?: true }>;

export const addVerify = (program: Command) => {
  const verb = program
    .command('verify')
    .description(
      'Verify an audit file, the proof of one event or a log, offline and without trusting any of its fields.',
    )
    .argument('[file]', 'an audit file or a proof, - for standard input, a data folder, or a copy of its log');
  addTrustOptions(verb)
    .option('--checkpoint <file>', 'for a log, or a proof without one: the signed checkpoint to compare it with')
    .option('--event <file>', 'for a tlog-proof: the JSON with its event and salt')
    .option('--as-of <moment>', 'an instant or a day (its end, in UTC): how many entries the log had then')
    .option('--access', 'for a data folder: verify its access log, which says who has read the audit')
    .option('--views', 'for a data folder: compare its views with its log; the service may run')
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
  $ rapporteur verify audit.ndjson --key "$KEY" --as-of 2025-10-27T12:00:00Z
  $ rapporteur verify inclusion-of-event-7.json --key "$KEY"
  $ rapporteur verify event-7.tlog-proof --event inclusion-of-event-7.json --key "$KEY"
  $ rapporteur verify ./data --access
  $ rapporteur verify ./data --views

Exit codes: 0 it holds, 1 it does not hold, 2 wrong usage or nothing to read.`,
    )
    .action(async (file: string | undefined, { checkpoint, event, asOf, access, views, json, ...options }: Options) => {
      const instant = asOf === undefined ? undefined : instantOf(asOf);
      if (instant !== undefined && (views || access)) throw asOfNothing('this compares no moments');
      if (views) {
        if (!(await verifyViews(dataDirOf(file), json === true))) process.exitCode = 1;
        return;
      }
      if (file === undefined)
        throw new CliError('Name an audit file, a proof, a data folder, or a copy of its log.', 2);
      if (file !== '-' && !existsSync(file)) throw new CliError(`There is nothing at ${file}.`, 2);
      if (access) {
        assertNoTrust(checkpoint, options);
        if (!(await verifyAccessLog(file, json))) process.exitCode = 1;
        return;
      }
      const log = file === '-' ? undefined : logAt(file);
      assertKey(log !== undefined, checkpoint, options);
      const trust = parseTrust(options);
      const note = checkpoint === undefined ? undefined : textIn(checkpoint);
      if (log === undefined) {
        const source = file === '-' ? process.stdin : createReadStream(file);
        const verdict = await verifyWithProgress(source, {
          trust,
          event: event === undefined ? undefined : textIn(event),
          checkpointOf: () => note,
          asOf: instant,
          onKind: (kind) =>
            kind === 'audit-file' ? assertOfAuditFile(checkpoint, event) : assertOfProof(options, instant),
        });
        return reportFile(file, verdict, json);
      }
      assertOfLog(checkpoint, event, options);
      report(file, verifyLogFile(log, trust, { checkpoint: note, asOf: instant }), json);
    });
};

/** @throws CliError */
const instantOf = (moment: string): string => {
  const at = momentIn(moment);
  if (at !== undefined) return new Date(at).toISOString();
  throw new CliError(`--as-of is "${moment}". Give an instant like 2025-10-24T12:00:00Z, or a day.`, 2);
};

const asOfNothing = (because: string) =>
  new CliError(`--as-of is for an audit file or a log: ${because}. Leave it out.`, 2);

const report = (file: string, audit: Audit, json: true | undefined): void => {
  if (json) print({ file, ...audit });
  else printAudit(file, audit);
  if (!audit.holds) process.exitCode = 1;
};

/** @throws CliError if it is no file to verify */
const reportFile = (file: string, verdict: FileVerdict, json: true | undefined): void => {
  const { audit } = verdict;
  const foreign = audit.findings.find(({ code }) => code === 'log-file');
  if (foreign !== undefined) throw new CliError(`${file}: ${foreign.because}`, 2);
  if (json) print({ file, ...audit });
  else printVerdict(file, verdict);
  if (!audit.holds) process.exitCode = 1;
};

/** @throws CliError */
const assertNoTrust = (checkpoint: string | undefined, { key, witness, since }: TrustOptions) => {
  if (checkpoint !== undefined || since !== undefined || key.length > 0 || witness.length > 0)
    throw new CliError(
      '--access needs no key and no checkpoint: it compares the access log with what the log says. Verify the log on its own.',
      2,
    );
};

/** @throws CliError */
const assertOfProof = ({ since }: TrustOptions, asOf: string | undefined) => {
  if (since !== undefined)
    throw new CliError(
      '--since compares the whole log: it needs an audit file. The proof of one event is compared with one checkpoint.',
      2,
    );
  if (asOf !== undefined) throw asOfNothing('the proof of one event does not count the others');
};

/** @throws CliError */
const assertOfAuditFile = (checkpoint: string | undefined, event: string | undefined) => {
  if (event !== undefined) throw new CliError('--event is for a tlog-proof, and this is none.', 2);
  if (checkpoint !== undefined)
    throw new CliError(
      '--checkpoint is for a log, or for a proof without one: an audit file contains its own. Use --since for one that you kept.',
      2,
    );
};

/** @throws CliError */
const assertOfLog = (
  checkpoint: string | undefined,
  event: string | undefined,
  { key, witness, since }: TrustOptions,
) => {
  if (event !== undefined) throw new CliError('--event is for a tlog-proof, and this is a log.', 2);
  if (checkpoint === undefined && witness.length > 0)
    throw new CliError('A witness cosigns checkpoints: give the cosigned one with --checkpoint.', 2);
  if (checkpoint === undefined && since === undefined && key.length > 0)
    throw new CliError(
      'A key verifies a checkpoint: give one with --checkpoint, such as ledger/checkpoint in the data folder.',
      2,
    );
};

/** @throws CliError */
const assertKey = (isLog: boolean, checkpoint: string | undefined, { key, since }: TrustOptions) => {
  if (key.length === 0 && (!isLog || checkpoint !== undefined || since !== undefined))
    throw new CliError('Give the verifier key of the log with --key, as published by its owner or a witness.', 2);
};

export const verifyWithProgress = async (
  source: AsyncIterable<Uint8Array>,
  options: FileOptions,
): Promise<FileVerdict> => {
  const step = progress();
  const onLine = (count: number) => {
    if (count % A_STEP === 0) step(`${count} lines`);
  };
  const verdict = await verifyFile(source, { ...options, onLine });
  step();
  return verdict;
};

/** `end`: what the data folder says of the end of the log. */
type LogAt = Readonly<{ file: string; inspect: LogFiles['inspect']; end: End }>;
type End = Readonly<{ acknowledged?: LastAcknowledged | undefined; damage?: Finding }>;

/** The file of a log, or of the log in a folder; undefined if the path is not a log. @throws CliError */
const logAt = (path: string): LogAt | undefined => {
  const files = logFilesAt(path);
  if (files === undefined) return undefined;
  const { inspect } = files;
  if (!statSync(path).isDirectory()) return { file: path, inspect, end: {} };
  const file = join(path, files.name);
  if (!existsSync(file)) throw new CliError(`There is no record in ${path}: it has no ${files.name}.`, 2);
  // Before the log is read: a service may record meanwhile.
  return { file, inspect, end: endIn(path, files) };
};

const endIn = (folder: string, { lastAcknowledged }: LogFiles): End => {
  try {
    return { acknowledged: lastAcknowledged(folder) };
  } catch (error) {
    if (!(error instanceof NotALog)) throw error;
    return { damage: { code: 'log-unreadable', because: error.message } };
  }
};

const verifyLogFile = (
  { file, inspect, end: { acknowledged, damage } }: LogAt,
  trust: Trust,
  known: Readonly<{ checkpoint: string | undefined; asOf: string | undefined }>,
): Audit => {
  const step = progress();
  step('checking every page');
  const rows = inspectLog(inspect, file, (count) => {
    if (count % A_STEP === 0) step(`${count} events`);
  });
  const audit = verifyLog(rows, trust, { ...known, acknowledged });
  step();
  return damage === undefined ? audit : { ...audit, holds: false, findings: [...audit.findings, damage] };
};

const A_STEP = 1000;
