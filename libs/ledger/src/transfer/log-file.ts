import { Unreadable } from '../audit/finding.js';
import { type EntryLine, fieldsOf, isCount, isObject, parseLine, type LinePosition } from '../audit/lines.js';
import { canonicalJson } from '../canonical.js';
import { hashOf } from '../strict-text.js';

/**
 * The file in which a record moves house: lines of canonical JSON (RFC 8785) in UTF-8, each with its newline. First its
 * form, then one line for each event in the order of the log, as an audit file shows it, and last how many there are and
 * the root of the tree over them (RFC 9162). The log alone decides about its bytes: no time, no engine, no key.
 */
const FORMAT = 'rapporteur-log/1';
export const LOG_HEADER = canonicalJson({ format: FORMAT });

/** What the file closes with. `root`: base64. */
export type Closing = Readonly<{ size: number; root: string }>;
export type EventLine = EntryLine & Required<Pick<EntryLine, 'shown'>>;

export const closingLine = (checkpoint: Closing): string => canonicalJson({ checkpoint });

/** @throws Unreadable for the first line of any other file, and for a form that this version does not read */
export const assertHeader = (line: string): void => {
  if (line === LOG_HEADER) return;
  const [, format] = /^\{"format":"(rapporteur-log\/[\w.]+)"/.exec(line) ?? [];
  if (format !== undefined && format !== FORMAT)
    throw new Unreadable({
      code: 'format-unknown',
      because: `The file is of the form ${format}, and this version reads ${FORMAT}. Use a version that knows it.`,
      line: 1,
    });
  throw new Unreadable({
    code: 'header-malformed',
    because: `The first line is not ${LOG_HEADER}: it was altered, or cut off.`,
    line: 1,
  });
};

/** An event, or what the file closes with. @throws Unreadable */
export const parseLogLine = (line: string, place: LinePosition): EventLine | Readonly<{ closing: Closing }> => {
  const malformed = (because: string) => new Unreadable({ code: 'malformed', because, ...place });
  if (line.startsWith('{"checkpoint":')) {
    const { checkpoint, ...others } = fieldsOf(line, place);
    const { size, root, ...rest } = isObject(checkpoint) ? checkpoint : {};
    const known = isCount(size) && typeof root === 'string' && hashOf(root) !== undefined;
    if (!known || Object.keys({ ...others, ...rest }).length > 0)
      throw malformed('It is no closing line: the size of the log and its root.');
    return { closing: { size, root } };
  }
  const taken = parseLine(line, place);
  if ('end' in taken) throw malformed('It is the end of an audit file.');
  const { shown } = taken;
  if (shown === undefined) throw malformed('The event is withheld: a record moves as a whole.');
  return { ...taken, shown };
};
