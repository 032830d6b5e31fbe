import { type Kind, streamOf } from '#domain/ids.js';
import type { PlannedTime, WorldDate } from '#domain/world-date.js';

/** A thing in a line, to be called by its name when somebody reads it. */
export type Named = Readonly<{ stream: string; possessive?: true }>;
/** A line of plain English, in which the names of things are still open. */
export type Line = readonly (string | Named)[];
type Part = Line | Named | string | undefined;

/** A template in which whatever was not told leaves nothing behind. */
export const line = (texts: TemplateStringsArray, ...parts: readonly Part[]): Line => {
  const made: (string | Named)[] = [];
  for (let i = 0; i < texts.length; i += 1) {
    add(made, texts[i]);
    add(made, parts[i]);
  }
  return made;
};
/** Words that meet become one text. */
const add = (made: (string | Named)[], part: Part): void => {
  if (part === undefined || part === '') return;
  if (typeof part === 'string') {
    const last = made.at(-1);
    if (typeof last === 'string') made[made.length - 1] = last + part;
    else made.push(part);
  } else if ('stream' in part) made.push(part);
  else for (const one of part) add(made, one);
};

/** The part, worded, where there is one. */
export const where = <T>(value: T | undefined, word: (value: T) => Part): Part =>
  value === undefined ? undefined : word(value);

export const thingName = (kind: Kind, id: string): Named => ({ stream: streamOf(kind, id) });
export const possessive = ({ stream }: Named): Named => ({ stream, possessive: true });

const MANY = 4;
/** "A", "A and B", "A, B and C", "A, B, C and 4 others"; undefined where nobody is named. */
export const listed = (kind: Kind, ids: readonly string[] = []): Line | undefined => {
  if (ids.length === 0) return undefined;
  const shown = ids.slice(0, ids.length > MANY ? MANY - 1 : MANY).map((id): Line => [thingName(kind, id)]);
  const others = ids.length - shown.length;
  const all = others > 0 ? [...shown, [`${others} others`]] : shown;
  return all.flatMap((one, i) => [...(i === 0 ? [] : [i === all.length - 1 ? ' and ' : ', ']), ...one]);
};

/** The whole line, by what the things are called. */
export const fill = (line: Line, nameOf: (stream: string) => string): string =>
  line.map((part) => (typeof part === 'string' ? part : withEnding(nameOf(part.stream), part))).join('');
const withEnding = (name: string, { possessive }: Named) =>
  possessive ? `${name}${/s$/i.test(name) ? '’' : '’s'}` : name;

const LENGTH = 160;
const UNEVEN = /^\s|\s\s|[^\S ]|\s$/;
/** On one line and cut by code points, so that no character is halved; without the full stop. */
export const short = (text: string): string => {
  // Most texts are on one line: to look takes less than to replace every blank by itself.
  const plain = UNEVEN.test(text) ? text.replaceAll(/\s+/g, ' ').trim() : text;
  const characters = plain.length <= LENGTH ? [] : Array.from(plain);
  return characters.length <= LENGTH ? withoutStop(plain) : `${characters.slice(0, LENGTH - 1).join('')}…`;
};
const withoutStop = (text: string) => (text.endsWith('.') && !text.endsWith('..') ? text.slice(0, -1) : text);
export const quoted = (text: string) => `“${short(text)}”`;

const SPELT: Readonly<Record<string, string>> = {
  'high-level-technical': 'high-level technical',
  'non-paper': 'non-paper',
  'joint-communique': 'joint communiqué',
  'aide-memoire': 'aide-mémoire',
  demarche: 'démarche',
  'spokesperson-remark': 'spokesperson’s remark',
};
/** A term of the record as people write it. */
export const spelt = (term: string): string => SPELT[term] ?? term.replaceAll('-', ' ');
export const aOrAn = (term: string): string => `${/^[aeiou]/.test(term) ? 'an' : 'a'} ${spelt(term)}`;

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const dayText = (day: string) =>
  `${Number(day.slice(8, 10))} ${MONTHS[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;

/** "30 October 2025", "October 2025", "1 October 2025 to 9 October 2025", "4 April 2025 or later". */
export const dateText = ({ edtf, earliest, latest }: WorldDate): string => {
  const [, year, month] = /^(\d{4})(?:-(\d\d))?$/.exec(edtf) ?? [];
  if (year !== undefined) return month === undefined ? year : `${MONTHS[Number(month) - 1]} ${year}`;
  if (earliest === null) return latest === null ? edtf : `${dayText(latest)} or earlier`;
  if (latest === null) return `${dayText(earliest)} or later`;
  const span = earliest === latest ? dayText(earliest) : `${dayText(earliest)} to ${dayText(latest)}`;
  return /[?~%]/.test(edtf) ? `${span}, more or less` : span;
};

/** "30 October 2025 at 09:30 (Europe/Brussels)", "09:30", "“in the coming weeks”"; undefined where nothing is known. */
export const plannedText = ({ on, text, time, zone }: PlannedTime): string | undefined => {
  const day = on === undefined ? [] : [dateText(on)];
  const clock =
    time === undefined ? [] : [...(on === undefined ? [] : ['at']), time, ...(zone === undefined ? [] : [`(${zone})`])];
  const when = [...day, ...clock].join(' ');
  if (text === undefined) return when === '' ? undefined : when;
  return when === '' ? quoted(text) : `${when} (${quoted(text)})`;
};
