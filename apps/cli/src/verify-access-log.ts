import { writeError } from '#formats/terminal.js';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ACCESS_FOLDER } from '#ledger/access/access-chain.js';
import { type AccessAudit, verifyAccess } from '#ledger/access/verify-access.js';
import { CliError } from './cli-error.js';
import { print } from './print.js';

/** Verifies the access log of a data folder and prints the result. @returns whether it holds @throws CliError */
export const verifyAccessLog = async (dataDir: string, json: true | undefined): Promise<boolean> => {
  const folder = join(dataDir, ACCESS_FOLDER);
  if (!existsSync(folder))
    throw new CliError(`There is no access log in ${dataDir}: it has no folder ${ACCESS_FOLDER}/.`, 2);
  const audit = await verifyAccess(folder);
  if (json) print({ folder, ...audit });
  else if (audit.finding === undefined) print(figuresOf(folder, audit));
  else {
    const { file, line, code, because } = audit.finding;
    writeError(`${folder} does not hold.\n  ${file} line ${line}: ${code}\n    ${because}\n`);
  }
  return audit.holds;
};

const figuresOf = (folder: string, { files, unchained, torn, head }: AccessAudit): string =>
  [
    `${folder} holds.`,
    `  lines        ${head.lines} in a chain, in ${files} ${files === 1 ? 'file' : 'files'}`,
    `  last line    ${head.hash}`,
    ...(unchained === 0 ? [] : [`  older part   ${unchained} lines of a version that did not chain them`]),
    ...torn.map(({ file, line }) => `  torn line    ${file} line ${line}: a crash or a full disk cut it off`),
    '  not proven   that the end was not cut off, and that nobody has computed the chain anew',
  ].join('\n');
