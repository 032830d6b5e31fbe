import { type Finding, Unreadable } from '../audit/finding.js';
import { FIRST_ENTRY, shownLine } from '../audit/lines.js';
import { LogCheck } from '../audit/log-check.js';
import type { Logged } from '../audit/write-audit.js';
import { LedgerBroken } from '../storage/ledger-broken.js';
import type { TreeHead } from '../verify-proof.js';
import { closingLine, idFinding, LOG_HEADER, parseLogLine } from './log-file.js';

/** The log cannot be exported: it is not what was recorded. */
export class LogAltered extends Error {
  constructor({ index, because }: Finding) {
    super(`event ${index} of the log is not what was recorded. ${because} Restore a backup.`);
    this.name = LogAltered.name;
  }
}

/**
 * The lines of the file of a log, without newlines. Each line is parsed again, so that a log that no import would accept
 * fails here.
 * @param heads checkpoints signed before the log was read: all events that they cover must be there
 * @throws LogAltered, LedgerBroken, Unreadable
 */
export async function* logLines(
  log: AsyncIterable<Logged>,
  heads: readonly TreeHead[] = [],
): AsyncGenerator<string, void, void> {
  const check = new LogCheck(heads.map(({ size }) => size));
  yield LOG_HEADER;
  for await (const event of log) {
    const index = check.taken;
    const line = shownLine(event, index);
    const taken = parseLogLine(line, { index });
    if ('shown' in taken) {
      const finding = idFinding(taken, { line: index + FIRST_ENTRY });
      if (finding) throw new Unreadable({ ...finding, because: `Line ${finding.line}: ${finding.because}` });
      check.take(taken);
    }
    yield line;
  }
  const { size, root } = check.counts();
  const [finding] = check.findings().findings;
  if (finding !== undefined) throw new LogAltered(finding);
  for (const head of heads) {
    const match = check.matchRoot(head);
    if (match === 'not-reached') throw LedgerBroken.behind(size, head.size);
    if (match === 'differs') throw LedgerBroken.differs(head.size, undefined);
  }
  yield closingLine({ size, root });
}
