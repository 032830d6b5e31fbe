import { isUtf8 } from 'node:buffer';

/** Where a text is not in UTF-8, line and column from 1, and what to do. */
export type NotUtf8 = Readonly<{ line: number; column: number; message: string }>;

/**
 * The text of a file; what another encoding wrote is not guessed at, since its letters would be on record in ruins. A byte
 * order mark of UTF-8 is left to YAML, which passes over it.
 */
export const decodeUtf8 = (bytes: Buffer): string | NotUtf8 => {
  if (isUtf16(bytes)) return { line: 1, column: 1, message: 'This is UTF-16, not UTF-8: save it as UTF-8.' };
  return isUtf8(bytes) ? bytes.toString('utf8') : firstNotUtf8(bytes);
};

/** By its byte order mark; without one, by the zero byte beside the first letter, as YAML 1.2 does (5.2). */
const isUtf16 = ([first, second]: Buffer) =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || (first === 0) !== (second === 0);

const LINE_FEED = 0x0a;

const firstNotUtf8 = (bytes: Buffer): NotUtf8 => {
  let [line, start] = [1, 0];
  for (;;) {
    const next = bytes.indexOf(LINE_FEED, start) + 1;
    const text = next === 0 ? bytes.subarray(start) : bytes.subarray(start, next);
    // No character of UTF-8 holds a line feed within it, so that each line can be asked by itself.
    if (!isUtf8(text)) {
      const { column, byte } = firstIn(text);
      const hex = byte.toString(16).toUpperCase();
      return { line, column, message: `This is not UTF-8 (the byte ${hex}): save it as UTF-8.` };
    }
    start = next;
    line++;
  }
};

/** The first character that is not written in the bytes that it would have in UTF-8. */
const firstIn = (line: Buffer): Readonly<{ column: number; byte: number }> => {
  let [at, column] = [0, 1];
  for (const character of line.toString('utf8')) {
    const written = Buffer.from(character);
    if (!line.subarray(at, at + written.length).equals(written)) break;
    at += written.length;
    column += character.length;
  }
  return { column, byte: line[at]! };
};
