import { type Finding, Unreadable } from '../audit/finding.js';
import { FIRST_ENTRY, linesOf, outOfOrder } from '../audit/lines.js';
import { LogCheck } from '../audit/log-check.js';
import { Entries } from '../entries.js';
import { canonicalEvent } from '../entry.js';
import { idKeyNameIn } from '../id-key.js';
import { type Closing, assertHeader, type EventLine, idFinding, LOG_HEADER, parseLogLine } from './log-file.js';

/** `bytes`: the size of an append of this event alone. */
export type Heaviest = Readonly<{ line: number; bytes: number }>;

/**
 * `entries`: of the events in order, 32 bytes each. `more`: how many further findings there are. `idKeys`: the names of the keys
 * that made command ids.
 */
export type CheckedLogFile = Readonly<{
  findings: readonly Finding[];
  more: number;
  entries: Uint8Array;
  size: number;
  root: string;
  heaviest: Heaviest | undefined;
  idKeys: ReadonlySet<string>;
}>;

/**
 * Reads and checks the whole file of a log: the format of every line, that every entry is the hash of its event, that the
 * revisions of each stream count up from 0, that every id is a UUID in lower case and none is repeated in a stream, and that the closing line has the right size
 * and root. Any other byte is a finding. Keeps only the entries in memory.
 * @param onLine called after each line with the number of lines so far
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
  const { entries, heaviest, idKeys } = file;
  return { findings: findings.map(onItsLine), more, entries: entries.bytes, size, root, heaviest, idKeys };
};

const onItsLine = (finding: Finding): Finding =>
  finding.index === undefined ? finding : { ...finding, line: finding.index + FIRST_ENTRY };

/** Accepts the header, the events and the closing line, in this order, and nothing else. */
class LogFile {
  readonly check = new LogCheck([]);
  readonly entries = new Entries();
  readonly idKeys = new Set<string>();
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
        because: `The file was truncated: it has no closing line after ${size} events.`,
        line,
      });
    if (closing.size !== size)
      check.add({
        code: 'count-differs',
        because: `The closing line says ${closing.size} events, but the file has ${size}: some were removed or inserted.`,
        line,
      });
    else if (closing.root !== root)
      check.add({
        code: 'root-differs',
        because: `The closing line has the root ${closing.root}, but that of the events is ${root}: something was altered.`,
        line,
      });
  }

  private takeLater(line: string): void {
    if (this.closing !== undefined)
      throw new Unreadable({
        code: 'line-after-end',
        because: 'The file continues after its closing line.',
        line: this.lines,
      });
    const index = this.check.taken;
    const taken = parseLogLine(line, { index });
    if ('closing' in taken) this.closing = taken.closing;
    else if (taken.index !== index) throw outOfOrder(taken.index, index);
    else {
      this.check.take(taken);
      const finding = idFinding(taken, { index });
      if (finding) this.check.add(finding);
      this.entries.add(taken.entry);
      const idKey = idKeyNameIn(taken.shown.text);
      if (idKey !== undefined) this.idKeys.add(idKey);
      const bytes = weightOf(taken);
      if (bytes > (this.heaviest?.bytes ?? 0)) this.heaviest = { line: this.lines, bytes };
    }
  }
}

/** The size of all parts of an event, without the JSON around them. */
const weightOf = ({ entry, shown: { text, salt, event } }: EventLine): number => {
  const frame = canonicalEvent({ id: '', stream: '', revision: event.revision, type: '', data: '', metadata: '' });
  return Buffer.byteLength(text) - frame.length + salt.length + entry.length;
};

/** The start of the header in every version. Any other file is of another program. */
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
      ? 'This is an audit file: check it with "rapporteur verify". To import, use a file created by "rapporteur export --to".'
      : 'This is a file of another program. To import, use a file created by "rapporteur export --to".',
    line: 1,
  });
