import { writeError } from '#formats/terminal.js';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ACCESS_FOLDER } from '#ledger/access/access-chain.js';
import { type AccessAudit, type RecordedHead, verifyAccess } from '#ledger/access/verify-access.js';
import { logFilesAt } from '#event-store/engines.js';
import type { CheckpointEvents } from '#domain/ledger.js';
import { inspectLog } from './inspect-log.js';
import { CliError } from './cli-error.js';
import { print } from './print.js';

/** Verifies the access log of a data folder and prints the result. @returns whether it holds @throws CliError */
export const verifyAccessLog = async (dataDir: string, json: true | undefined): Promise<boolean> => {
  const folder = join(dataDir, ACCESS_FOLDER);
  if (!existsSync(folder))
    throw new CliError(`There is no access log in ${dataDir}: it has no folder ${ACCESS_FOLDER}/.`, 2);
  const audit = await auditAccess(dataDir);
  if (json) print({ folder, ...audit });
  else if (audit.finding === undefined) print(figuresOf(folder, audit));
  else {
    const { file, line, code, because } = audit.finding;
    writeError(`${folder} does not hold.\n  ${file} line ${line}: ${code}\n    ${because}\n`);
  }
  return audit.holds;
};

/** Checks the access log of a data folder against the checkpoints in its log. @throws CliError */
export const auditAccess = (dataDir: string): Promise<AccessAudit> =>
  verifyAccess(join(dataDir, ACCESS_FOLDER), recordedHeads(dataDir));

/** The ends that the embedded log of a data folder names. A log elsewhere has those of several instances. */
const recordedHeads = (dataDir: string): readonly RecordedHead[] => {
  const files = logFilesAt(dataDir);
  const heads: RecordedHead[] = [];
  if (files === undefined || !existsSync(join(dataDir, files.name))) return heads;
  let index = -1;
  for (const { type, data } of inspectLog(files.inspect, join(dataDir, files.name))) {
    index += 1;
    if (type !== 'CheckpointSigned') continue;
    const access = accessIn(data, index);
    if (access !== undefined) heads.push({ ...access, index });
  }
  return heads;
};

const accessIn = (data: string, index: number) => {
  try {
    return (JSON.parse(data) as CheckpointEvents['CheckpointSigned']).access;
  } catch {
    throw new CliError(`The event at index ${index} of the log was altered: verify the log first.`);
  }
};

const figuresOf = (folder: string, { files, unchained, torn, head, covered }: AccessAudit): string =>
  [
    `${folder} holds.`,
    `  lines        ${head.lines} in a chain, in ${files} ${files === 1 ? 'file' : 'files'}`,
    `  last line    ${head.hash}`,
    ...(unchained === 0 ? [] : [`  older part   ${unchained} lines of a version that did not chain them`]),
    ...torn.map(({ file, line }) => `  torn line    ${file} line ${line}: a crash or a full disk cut it off`),
    covered === undefined
      ? '  not proven   that the end was not cut off, and that nobody has computed the chain anew'
      : `  checkpoints  in the log cover it up to line ${covered}; verify the log too, with its key`,
  ].join('\n');
