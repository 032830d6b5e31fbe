import { isUtf8 } from 'node:buffer';

/** Where a text is not UTF-8, and what to do. Line and column count from 1. */
export type NotUtf8 = Readonly<{ line: number; column: number; message: string }>;

/**
 * Decodes a file. Does not guess other encodings, which would record garbled text. A byte order mark of UTF-8 is left to YAML,
 * which ignores it.
 */
export const decodeUtf8 = (bytes: Buffer): string | NotUtf8 => {
  if (isUtf16(bytes)) return { line: 1, column: 1, message: 'This is UTF-16, not UTF-8: save it as UTF-8.' };
  return isUtf8(bytes) ? bytes.toString('utf8') : firstNotUtf8(bytes);
};

/** Detected by its byte order mark, or by a zero byte next to the first letter, as in YAML 1.2 (5.2). */
const isUtf16 = ([first, second]: Buffer) =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || (first === 0) !== (second === 0);

const LINE_FEED = 0x0a;

const firstNotUtf8 = (bytes: Buffer): NotUtf8 => {
  let [line, start] = [1, 0];
  for (;;) {
    const next = bytes.indexOf(LINE_FEED, start) + 1;
    const text = next === 0 ? bytes.subarray(start) : bytes.subarray(start, next);
    // No UTF-8 character contains a line feed byte, so each line can be checked separately.
    if (!isUtf8(text)) {
      const { column, byte } = firstIn(text);
      const hex = byte.toString(16).toUpperCase();
      return { line, column, message: `This is not UTF-8 (the byte ${hex}): save it as UTF-8.` };
    }
    start = next;
    line++;
  }
};

/** The first character whose bytes are not its UTF-8 encoding. */
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
