import type { Trust } from './claims.js';
import { type Finding, Unreadable } from './finding.js';
import { type End, FIRST_ENTRY, outOfOrder, parseHeader, parseLine } from './lines.js';
import { type Audit, Verification } from './verification.js';

/**
 * Verifies an audit file. Trusts no field, and needs only the file and the keys. Holds only one line of the file in
 * memory.
 * @param lines of the file, without their newlines: see `linesOf`
 * @param asOf an instant, such as 2025-10-27T09:00:00.000Z: the figures say how many entries the log had then
 */
export const verifyAudit = async (lines: AsyncIterable<string>, trust: Trust, asOf?: string): Promise<Audit> => {
  const verification = new Verification(trust, asOf);
  const file = new AuditFile(verification);
  try {
    for await (const line of lines) file.take(line);
    file.close();
  } catch (error) {
    verification.stop(error);
  }
  const { findings, ...audit } = verification.verdict();
  return { ...audit, findings: findings.map(onLine) };
};

const onLine = (finding: Finding): Finding =>
  finding.index === undefined ? finding : { ...finding, line: finding.index + FIRST_ENTRY };

/** Accepts the header, the entries and the end, in this order, and nothing else. */
class AuditFile {
  private lines = 0;
  private size: number | undefined;
  private end: End | undefined;

  constructor(private readonly verification: Verification) {}

  private get check() {
    return this.verification.check;
  }

  /** @throws Unreadable */
  take(line: string): void {
    this.lines += 1;
    if (this.size === undefined) return this.takeHeader(line);
    if (this.end !== undefined)
      throw new Unreadable({
        code: 'line-after-end',
        because: 'The file continues after its end line.',
        line: this.lines,
      });

    const place = { index: this.check.taken };
    const taken = parseLine(line, place);
    if ('end' in taken) this.end = taken.end;
    else if (taken.index === place.index) this.verification.take(taken);
    else throw outOfOrder(taken.index, place.index);
  }

  /** @throws Unreadable */
  close(): void {
    const { size, end, check, lines: line } = this;
    if (size === undefined) throw new Unreadable({ code: 'file-cut', because: 'The file is empty.' });
    if (end === undefined)
      throw new Unreadable({
        code: 'file-cut',
        because: `The file was truncated: it has ${check.taken} of ${size} entries and no end line.`,
        line,
      });
    const { events, withheld } = check.counts();
    if (check.taken !== size || end.events !== events || end.withheld !== withheld)
      check.add({
        code: 'count-differs',
        because: `The file announces ${size} entries and ends with ${end.events} events and ${end.withheld} withheld, but it has ${events} and ${withheld}.`,
        line,
      });
    this.verification.conclude();
  }

  private takeHeader(line: string): void {
    const { checkpoint, negotiationId, size } = parseHeader(line);
    const covered = this.verification.begin(checkpoint, negotiationId).checkpoint!.size;
    this.size = size;
    if (covered !== size)
      this.check.add({
        code: 'size-differs',
        because: `The checkpoint covers ${covered} entries, but the file announces ${size}: some were removed or inserted.`,
        line: 1,
      });
  }
}
