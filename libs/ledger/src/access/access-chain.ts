import { hash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const ACCESS_FOLDER = 'access';

/**
 * The end of the chain: how many lines are chained, and the hash of the last line. Each line has the hash of the line before
 * it, so the head identifies all of them.
 */
export type AccessHead = Readonly<{ lines: number; hash: string }>;

/** The fields that chain a line: its number, counted from 1, and the SHA-256 of the line before, without its newline. */
export type Link = Readonly<{ line: number; previous: string }>;

/** What the first line of all has in place of a hash. */
export const NO_LINE = '0'.repeat(64);

export const hashOfLine = (line: string | Buffer): string => hash('sha256', line);

/** A line of the access log, without its newline, and the head after it. */
export const chainedLine = (
  access: object,
  { lines, hash: previous }: AccessHead,
): Readonly<AccessHead & { text: string }> => {
  const text = JSON.stringify({ ...access, line: lines + 1, previous } satisfies Link);
  return { text, lines: lines + 1, hash: hashOfLine(text) };
};

/** The link of a line; null for a whole line of a version without links; undefined for a line that was cut off. */
export const linkOf = (line: Buffer): Link | null | undefined => {
  let fields: unknown;
  try {
    fields = JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof fields !== 'object' || fields === null) return undefined;
  const { line: number, previous } = fields as Partial<Link>;
  return typeof previous === 'string' && Number.isSafeInteger(number) ? { line: number!, previous } : null;
};

/** The names of the files, one for each month, oldest first. */
export const accessFiles = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /^\d{4}-\d{2}\.ndjson$/.test(name))
        .sort()
    : [];

const NEWLINE = 0x0a;

/** The lines of a file as they are, without their newlines. The last one may have none. */
export async function* rawLines(file: string): AsyncGenerator<Buffer, void, void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end; (end = all.indexOf(NEWLINE, start)) >= 0; start = end + 1) yield all.subarray(start, end);
    rest = all.subarray(start);
  }
  if (rest.length > 0) yield rest;
}

/** The head of what is on the disk. A line that was cut off is part of the chain, and has no number. */
export const readHead = async (folder: string): Promise<AccessHead> => {
  let last: string | undefined;
  for (const name of accessFiles(folder).toReversed()) {
    let [lastHere, number]: [Buffer | undefined, number | undefined] = [undefined, undefined];
    for await (const line of rawLines(join(folder, name))) {
      lastHere = line;
      number = linkOf(line)?.line ?? number;
    }
    if (lastHere !== undefined) last ??= hashOfLine(lastHere);
    if (number !== undefined) return { lines: number, hash: last! };
  }
  return { lines: 0, hash: last ?? NO_LINE };
};
