import { concat, fromUtf8 } from '#ledger/primitives.js';
import { canonicalJson } from '../canonical.js';
import { canonicalEvent, type Seal, type Unsealed } from '../entry.js';
import { Unreadable } from './finding.js';

/**
 * The audit file: lines of canonical JSON (RFC 8785) in UTF-8, each ending in a newline. First the signed checkpoint, then
 * one line for each entry that it covers, in the order of the log, then the end line with counts.
 */
export const FORMAT = 'rapporteur-audit/1';

/** The line number of the entry with index 0; lines are counted from 1. */
export const FIRST_ENTRY = 2;

/** `size`: how many entry lines follow. `negotiationId`: only if the file shows one negotiation and withholds all others. */
export type Header = Readonly<{ checkpoint: string; size: number; negotiationId?: string }>;
/** How many events the file shows, and how many it withholds. */
export type End = Readonly<{ events: number; withheld: number }>;
/** One entry of the log. Without `shown` the event is withheld and only its entry is there. */
export type EntryLine = Readonly<{ index: number; entry: string; shown?: Shown }>;
/** `text` is the canonical event. The entry is the hash of salt and text. */
export type Shown = Readonly<{ text: string; salt: string; event: EventFields }>;
/** The fields of an event that are checked against other events. */
export type EventFields = Readonly<{
  id: string;
  stream: string;
  revision: number;
  negotiationId: string | undefined;
  recordedAt: string | undefined;
}>;

export const headerLine = ({ checkpoint, size, negotiationId }: Header): string =>
  canonicalJson({ checkpoint, format: FORMAT, size, ...(negotiationId !== undefined && { negotiationId }) });
export const shownLine = (event: Unsealed & Seal, index: number): string =>
  `{"entry":"${event.entry}","event":${canonicalEvent(event)},"index":${index},"salt":"${event.salt}"}`;
export const withheldLine = ({ entry }: Pick<Seal, 'entry'>, index: number): string =>
  `{"entry":"${entry}","index":${index}}`;
export const endLine = ({ events, withheld }: End): string => canonicalJson({ end: { events, withheld } });

/** @throws Unreadable */
export const parseHeader = (line: string): Header => {
  const { checkpoint, format, negotiationId, size, ...others } = fieldsOf(line, { line: 1 });
  if (typeof format === 'string' && format.startsWith('rapporteur-log/'))
    throw new Unreadable({
      code: 'log-file',
      because:
        'This is an export for "rapporteur import". "verify" reads an audit file, created by "rapporteur export --audit", or the log itself: a data folder, or a copy of its log.',
      line: 1,
    });
  if (typeof format === 'string' && format.startsWith('rapporteur-audit/') && format !== FORMAT)
    throw new Unreadable({
      code: 'format-unknown',
      because: `The file has the format ${format}, but this version reads ${FORMAT}. Use the version that created it.`,
      line: 1,
    });
  if (
    typeof checkpoint !== 'string' ||
    format !== FORMAT ||
    !isCount(size) ||
    (negotiationId !== undefined && !isText(negotiationId)) ||
    Object.keys(others).length > 0
  )
    throw new Unreadable({
      code: 'header-malformed',
      because: `The first line is not a header of ${FORMAT}, which has format, checkpoint, size, and optionally negotiationId.`,
      line: 1,
    });
  return { checkpoint, size, ...(negotiationId !== undefined && { negotiationId }) };
};

/** An entry line, or the end line. @throws Unreadable */
export const parseLine = (line: string, place: LinePosition): EntryLine | Readonly<{ end: End }> => {
  const fields = fieldsOf(line, place);
  const { entry, event, index, salt, end, ...others } = fields;
  const malformed = (because: string) => new Unreadable({ code: 'malformed', because, ...place });
  if (Object.keys(others).length > 0) throw malformed(`It has an unknown field "${Object.keys(others)[0]}".`);
  if (end !== undefined) {
    const { events, withheld, ...rest } = isObject(end) ? end : {};
    if (!isCount(events) || !isCount(withheld) || Object.keys(rest).length > 0 || Object.keys(fields).length > 1)
      throw malformed('It is not an end line, which has the counts of events and of withheld ones.');
    return { end: { events, withheld } };
  }
  if (typeof entry !== 'string' || !ENTRY.test(entry)) throw malformed('Its entry is not 64 lower-case hex digits.');
  if (!isCount(index)) throw malformed('Its index is not a whole number.');
  if (event === undefined && salt === undefined) return { index, entry };
  if (typeof salt !== 'string' || !SALT.test(salt)) throw malformed('Its salt is not 32 lower-case hex digits.');
  const known = eventFieldsOf(event);
  if (known === undefined)
    throw malformed('Its event does not have exactly the fields id, stream, revision, type, data and metadata.');
  // The line is canonical, so it contains the hashed bytes: no need to serialize again.
  const after = `,"index":${index},"salt":"${salt}"}`;
  return { index, entry, shown: { text: line.slice(BEFORE_EVENT, -after.length), salt, event: known } };
};

/** The entry at an index has another index. */
export const outOfOrder = (found: number, index: number) =>
  new Unreadable({
    code: 'index-out-of-order',
    because: `The entry with index ${found} is where the one with index ${index} belongs: ${
      found < index ? 'it is repeated' : 'entries between are missing'
    }, or lines were moved.`,
    index,
  });

export type LinePosition = Readonly<{ index?: number; line?: number }>;

/** In bytes. No event is larger: an append has at most 4 MiB. */
const MAX_LINE = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/** The lines in a stream of bytes, without their newlines. @throws Unreadable */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  let rest: Uint8Array = new Uint8Array(0);
  let line = 1;
  for await (const chunk of bytes) {
    const all = rest.length === 0 ? chunk : concat(rest, chunk);
    if (line === 1) assertPlain(all);
    let start = 0;
    for (let end; (end = all.indexOf(NEWLINE, start)) >= 0; start = end + 1, line += 1)
      yield utf8(all.subarray(start, end), line);
    rest = all.subarray(start);
    if (rest.length > MAX_LINE)
      throw new Unreadable({ code: 'line-too-long', because: `It is longer than ${MAX_LINE} bytes.`, line });
  }
  if (rest.length > 0)
    throw new Unreadable({ code: 'file-cut', because: 'The last line has no newline: the file was truncated.', line });
}

/** @throws Unreadable if the first bytes are those of another kind of file */
const assertPlain = (start: Uint8Array): void => {
  const place = { line: 1 };
  if (begins(start, GZIP))
    throw new Unreadable({
      code: 'compressed',
      because: 'The file is gzip-compressed: decompress it first, for example with gunzip.',
      ...place,
    });
  if (begins(start, BYTE_ORDER_MARK))
    throw new Unreadable({
      code: 'byte-order-mark',
      because: 'The file starts with a byte order mark, which it did not have when it was made: use the original file.',
      ...place,
    });
};
const begins = (bytes: Uint8Array, start: readonly number[]) => start.every((byte, at) => bytes[at] === byte);
const GZIP = [0x1f, 0x8b];
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const CARRIAGE_RETURN = 0x0d;

export const windowsLineEnds = (place: LinePosition) =>
  new Unreadable({
    code: 'windows-line-ends',
    because: 'The file has Windows line ends (CRLF), which it did not have when it was made: use the original file.',
    ...place,
  });

const utf8 = (bytes: Uint8Array, line: number): string => {
  const place = line < FIRST_ENTRY ? { line } : { index: line - FIRST_ENTRY, line };
  if (bytes.at(-1) === CARRIAGE_RETURN) throw windowsLineEnds(place);
  const text = fromUtf8(bytes);
  if (text === undefined) throw new Unreadable({ code: 'not-utf8', because: 'It is not UTF-8.', ...place });
  return text;
};

export const ENTRY = /^[0-9a-f]{64}$/;
export const SALT = /^[0-9a-f]{32}$/;
const BEFORE_EVENT = '{"entry":"'.length + 64 + '","event":'.length;

type Fields = Readonly<Record<string, unknown>>;
export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
/** In characters. No id, stream or type is longer. */
const MAX_NAME = 1000;
const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_NAME;

/** The object on a canonical line: keys are unique, and no byte is outside the object. */
export const fieldsOf = (line: string, place: LinePosition): Fields => {
  const notCanonical = (because: string) =>
    new Unreadable({ code: 'not-canonical', because: `It is not canonical JSON (RFC 8785): ${because}.`, ...place });
  let fields: unknown;
  let canonical: string;
  try {
    fields = JSON.parse(line);
    canonical = canonicalJson(fields);
  } catch (error) {
    throw notCanonical((error as Error).message);
  }
  if (canonical !== line) throw notCanonical('spaces, the order of keys, a repeated key, or an escape');
  if (!isObject(fields)) throw new Unreadable({ code: 'malformed', because: 'It is not a JSON object.', ...place });
  return fields;
};

/** undefined if it has not exactly the fields of an event. */
export const eventFieldsOf = (event: unknown): EventFields | undefined => {
  if (!isObject(event)) return undefined;
  const { id, stream, revision, type, data, metadata, ...others } = event;
  if (!isText(id) || !isText(stream) || !isCount(revision) || !isText(type)) return undefined;
  if (data === undefined || !isObject(metadata) || Object.keys(others).length > 0) return undefined;
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return {
    id,
    stream,
    revision,
    negotiationId: text(metadata['negotiationId']),
    recordedAt: text(metadata['recordedAt']),
  };
};
