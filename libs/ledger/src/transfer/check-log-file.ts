import { type Finding, Unreadable } from '../audit/finding.js';
import { FIRST_ENTRY, linesOf, outOfOrder } from '../audit/lines.js';
import { LogCheck } from '../audit/log-check.js';
import { Entries } from '../entries.js';
import { canonicalEvent } from '../entry.js';
import { type Closing, assertHeader, type EventLine, LOG_HEADER, parseLogLine } from './log-file.js';

/** `bytes`: what an engine weighs where the event is appended alone. */
export type Heaviest = Readonly<{ line: number; bytes: number }>;

/** `entries`: of the events in their order, 32 bytes each. `more` findings are not told. */
export type CheckedLogFile = Readonly<{
  findings: readonly Finding[];
  more: number;
  entries: Uint8Array;
  size: number;
  root: string;
  heaviest: Heaviest | undefined;
}>;

/**
 * Reads the whole file of a log and holds it against itself: every line has its form, every entry is the hash of its
 * event, the revisions of each stream go on from 0, no id comes twice in a stream, and it closes with its own size and
 * root. Any other byte is a finding. Of the file it keeps the entries.
 * @param onLine is called after each, with how many there were
 */
export const checkLogFile = async (
  bytes: AsyncIterable<Uint8Array>,
  onLine: (lines: number) => void = () => {},
): Promise<CheckedLogFile> => {
  const file = new LogFile();
  try {
    for await (const line of linesOf(known(bytes))) onLine(file.take(line));
    file.close();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    file.check.add(error.finding);
  }
  const { findings, more } = file.check.findings();
  const { size, root } = file.check.counts();
  return { findings: findings.map(onItsLine), more, entries: file.entries.bytes, size, root, heaviest: file.heaviest };
};

const onItsLine = (finding: Finding): Finding =>
  finding.index === undefined ? finding : { ...finding, line: finding.index + FIRST_ENTRY };

/** Header, events, closing line, in that order and nothing else. */
class LogFile {
  readonly check = new LogCheck([]);
  readonly entries = new Entries();
  heaviest: Heaviest | undefined;
  private lines = 0;
  private closing: Closing | undefined;

  /** @returns how many lines it has taken @throws Unreadable */
  take(line: string): number {
    this.lines += 1;
    if (this.lines === 1) assertHeader(line);
    else this.takeLater(line);
    return this.lines;
  }

  /** @throws Unreadable */
  close(): void {
    const { check, closing, lines: line } = this;
    const { size, root } = check.counts();
    if (closing === undefined)
      throw new Unreadable({
        code: 'file-cut',
        because: `The file was cut off: after ${size} events it has no closing line.`,
        line,
      });
    if (closing.size !== size)
      check.add({
        code: 'count-differs',
        because: `The file closes with ${closing.size} events, and it has ${size}: some were left out or put in.`,
        line,
      });
    else if (closing.root !== root)
      check.add({
        code: 'root-differs',
        because: `The file closes with the root ${closing.root}, and that of its events is ${root}: something was altered.`,
        line,
      });
  }

  private takeLater(line: string): void {
    if (this.closing !== undefined)
      throw new Unreadable({
        code: 'line-after-end',
        because: 'The file goes on after its closing line.',
        line: this.lines,
      });
    const index = this.check.taken;
    const taken = parseLogLine(line, { index });
    if ('closing' in taken) this.closing = taken.closing;
    else if (taken.index !== index) throw outOfOrder(taken.index, index);
    else {
      this.check.take(taken);
      this.entries.add(taken.entry);
      const bytes = weightOf(taken);
      if (bytes > (this.heaviest?.bytes ?? 0)) this.heaviest = { line: this.lines, bytes };
    }
  }
}

/** Of all that an event consists of, without what stands between. */
const weightOf = ({ entry, shown: { text, salt, event } }: EventLine): number => {
  const frame = canonicalEvent({ id: '', stream: '', revision: event.revision, type: '', data: '', metadata: '' });
  return Buffer.byteLength(text) - frame.length + salt.length + entry.length;
};

/** As far as any version begins; what does not is the file of another program, whatever its lines are. */
const BEGINNING = LOG_HEADER.slice(0, LOG_HEADER.indexOf('/') + 1);

/** @throws Unreadable for the file of another program */
async function* known(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  let empty = true;
  for await (const chunk of bytes) {
    if (empty && chunk.length > 0) {
      empty = false;
      const start = Buffer.from(chunk.subarray(0, BEGINNING.length)).toString('latin1');
      if (!BEGINNING.startsWith(start)) throw foreign(start);
    }
    yield chunk;
  }
  if (empty) throw new Unreadable({ code: 'file-cut', because: 'The file is empty.', line: 1 });
}

const foreign = (start: string): Unreadable =>
  new Unreadable({
    code: 'header-malformed',
    because: start.startsWith('{"checkpoint":"')
      ? 'This is an audit file, which proves a record: "rapporteur verify" reads it. A record moves in a file that "rapporteur export --to" makes.'
      : 'This is the file of another program. A record moves in a file that "rapporteur export --to" makes.',
    line: 1,
  });
