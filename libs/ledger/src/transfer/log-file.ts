import { isEventId } from '#event-store/event-id.js';
import { type Finding, Unreadable } from '../audit/finding.js';
import { type EntryLine, fieldsOf, isCount, isObject, parseLine, type LinePosition } from '../audit/lines.js';
import { canonicalJson } from '../canonical.js';
import { hashOf } from '../strict-text.js';

/**
 * The file that moves a record to another engine or machine: lines of canonical JSON (RFC 8785) in UTF-8, each ending in a
 * newline. First the format, then one line for each event in the order of the log, as in an audit file, then the number of
 * events and the root of the tree over them (RFC 9162). Its bytes depend only on the log: not on time, engine or key.
 */
const FORMAT = 'rapporteur-log/1';
export const LOG_HEADER = canonicalJson({ format: FORMAT });

/** The content of the closing line. `root`: base64. */
export type Closing = Readonly<{ size: number; root: string }>;
export type EventLine = EntryLine & Required<Pick<EntryLine, 'shown'>>;

export const closingLine = (checkpoint: Closing): string => canonicalJson({ checkpoint });

/** @throws Unreadable for any other first line, and for a format that this version does not support */
export const assertHeader = (line: string): void => {
  if (line === LOG_HEADER) return;
  const [, format] = /^\{"format":"(rapporteur-log\/[\w.]+)"/.exec(line) ?? [];
  if (format !== undefined && format !== FORMAT)
    throw new Unreadable({
      code: 'format-unknown',
      because: `The file has the format ${format}, but this version reads ${FORMAT}. Use a version that supports it.`,
      line: 1,
    });
  throw new Unreadable({
    code: 'header-malformed',
    because: `The first line is not ${LOG_HEADER}: it was altered or truncated.`,
    line: 1,
  });
};

/** What is wrong with the id of an event, which no engine would take; undefined if it is a UUID in lower case. */
export const idFinding = ({ shown: { event } }: EventLine, place: LinePosition): Finding | undefined =>
  isEventId(event.id)
    ? undefined
    : {
        code: 'event-id-malformed',
        because: `The id of its event is ${JSON.stringify(event.id.slice(0, 80))}, and not a UUID in lower case. Rapporteur records no such id, and no log accepts it: another program has written this event. Restore a backup of the log that does not have it, and export again.`,
        ...place,
      };

/** An event, or the closing line. @throws Unreadable */
export const parseLogLine = (line: string, place: LinePosition): EventLine | Readonly<{ closing: Closing }> => {
  const malformed = (because: string) => new Unreadable({ code: 'malformed', because, ...place });
  if (line.startsWith('{"checkpoint":')) {
    const { checkpoint, ...others } = fieldsOf(line, place);
    const { size, root, ...rest } = isObject(checkpoint) ? checkpoint : {};
    const known = isCount(size) && typeof root === 'string' && hashOf(root) !== undefined;
    if (!known || Object.keys({ ...others, ...rest }).length > 0)
      throw malformed('It is not a closing line, which has the size of the log and its root.');
    return { closing: { size, root } };
  }
  const taken = parseLine(line, place);
  if ('end' in taken) throw malformed('It is the end line of an audit file.');
  const { shown } = taken;
  if (shown === undefined) throw malformed('The event is withheld: an import needs the whole record.');
  return { ...taken, shown };
};
