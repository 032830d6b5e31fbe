import { join } from 'node:path';
import { accessFiles, type AccessHead, hashOfLine, linkOf, NO_LINE, rawLines } from './access-chain.js';

/** A line of a file, both counted and named as an editor does. */
export type AccessPlace = Readonly<{ file: string; line: number }>;
export type AccessFinding = AccessPlace & Readonly<{ code: AccessFindingCode; because: string }>;
export type AccessFindingCode =
  | 'line-altered'
  | 'lines-missing'
  | 'line-moved'
  | 'line-inserted'
  | 'older-part-altered'
  | 'head-differs'
  | 'end-missing';

/** The end of the access log in a checkpoint that the ledger recorded. `index`: its place in the log of facts. */
export type RecordedHead = AccessHead & Readonly<{ index: number }>;

/**
 * `unchained`: lines of versions that did not chain them, all before the first chained line. `torn`: lines that a crash or a
 * full disk cut off; they are no finding, because the line after each has its hash.
 */
export type AccessAudit = Readonly<{
  holds: boolean;
  finding?: AccessFinding;
  files: number;
  unchained: number;
  torn: readonly AccessPlace[];
  head: AccessHead;
  /** The last line that a checkpoint in the log covers; undefined if there is no such checkpoint. */
  covered?: number;
}>;

/**
 * Checks the access log of a data folder, up to the first line that does not follow from the one before.
 * @param recorded the ends of it that checkpoints in the log of facts name, in any order
 */
export const verifyAccess = async (folder: string, recorded: readonly RecordedHead[] = []): Promise<AccessAudit> => {
  const files = accessFiles(folder);
  const chain = new Chain(recorded);
  for (const file of files) {
    let line = 0;
    for await (const bytes of rawLines(join(folder, file))) {
      const finding = chain.take(bytes, { file, line: (line += 1) });
      if (finding !== undefined) return { holds: false, finding, files: files.length, ...chain.figures() };
    }
  }
  const finding = chain.close();
  return { holds: finding === undefined, ...(finding && { finding }), files: files.length, ...chain.figures() };
};

class Chain {
  private head: AccessHead = { lines: 0, hash: NO_LINE };
  private unchained = 0;
  private readonly torn: AccessPlace[] = [];
  private before: AccessPlace | undefined;
  /** By their last lines, the ends that are still to be found. A line without a number may follow the last one. */
  private readonly expected = new Map<number, RecordedHead[]>();
  private covered: number | undefined;

  constructor(recorded: readonly RecordedHead[]) {
    for (const head of recorded) this.expect(head);
    this.meet();
  }

  private expect(head: RecordedHead): void {
    const same = this.expected.get(head.lines);
    if (same === undefined) this.expected.set(head.lines, [head]);
    else same.push(head);
    this.covered = Math.max(this.covered ?? 0, head.lines);
  }

  figures() {
    const { head, unchained, torn, covered } = this;
    return { head, unchained, torn, ...(covered !== undefined && { covered }) };
  }

  /** After the last line. */
  close(): AccessFinding | undefined {
    const last = this.before ?? { file: 'the folder', line: 0 };
    const { lines } = this.head;
    if (this.covered === undefined || this.covered <= lines) return this.notMet(last);
    const { index } = this.expected.get(this.covered)![0]!;
    return {
      ...last,
      code: 'end-missing',
      because: `The chain ends with number ${lines}, but the checkpoint at index ${index} of the log names number ${this.covered}: the end was removed.`,
    };
  }

  take(bytes: Buffer, place: AccessPlace): AccessFinding | undefined {
    const link = linkOf(bytes);
    if (link === null && this.head.lines > 0)
      return {
        ...place,
        code: 'line-inserted',
        because: 'It has no hash of the line before, but earlier lines have one: it was inserted or altered.',
      };
    if (link) {
      const differing = this.before && this.notMet(this.before);
      if (differing !== undefined && link.previous === this.head.hash) return differing;
      if (link.previous !== this.head.hash) return this.broken(link.line, place);
      if (link.line !== this.head.lines + 1)
        return {
          ...place,
          code: 'line-altered',
          because: `Its number is ${link.line}, but it is chained line ${this.head.lines + 1}: it was altered.`,
        };
    } else if (link === null) this.unchained += 1;
    else this.torn.push(place);
    this.head = { lines: link?.line ?? this.head.lines, hash: hashOfLine(bytes) };
    this.before = place;
    this.meet();
    return undefined;
  }

  /** Removes the ends that are here. */
  private meet(): void {
    const { lines, hash } = this.head;
    const expected = this.expected.get(lines) ?? [];
    this.expected.set(
      lines,
      expected.filter((head) => head.hash !== hash),
    );
  }

  /** An end that should have been at the current number. */
  private notMet(place: AccessPlace): AccessFinding | undefined {
    const [head] = this.expected.get(this.head.lines) ?? [];
    return (
      head && {
        ...place,
        code: 'head-differs',
        because: `The checkpoint at index ${head.index} of the log names another line with number ${head.lines}: lines up to here were altered, and their hashes computed anew.`,
      }
    );
  }

  /** The line does not have the hash of the line before. */
  private broken(number: number, place: AccessPlace): AccessFinding {
    const missing = number - this.head.lines - 1;
    // A line that was cut off has no number, so it may be one of those that are missing.
    if (missing > 0 && (this.before === undefined || this.before !== this.torn.at(-1)))
      return {
        ...place,
        code: 'lines-missing',
        because: `${missing} ${missing === 1 ? 'line is' : 'lines are'} missing before it: it is number ${number}, and the line before is number ${this.head.lines}.`,
      };
    if (missing < 0)
      return {
        ...place,
        code: 'line-moved',
        because: `It is number ${number}, but comes after number ${this.head.lines}: it was moved, or copied.`,
      };
    if ((number === 1 && this.unchained > 0) || this.before === undefined)
      return {
        ...place,
        code: 'older-part-altered',
        because:
          'It is the first chained line, but the line before it is not the one that it names: lines of the older part were altered, inserted or removed.',
      };
    return {
      ...this.before,
      code: 'line-altered',
      because: `It is not the line whose hash ${place.file} line ${place.line} has: it was altered, or lines after it were removed.`,
    };
  }
}
