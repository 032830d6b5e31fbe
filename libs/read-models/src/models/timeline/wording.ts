import { type Kind, streamOf } from '#domain/ids.js';
import type { PlannedTime, WorldDate } from '#domain/world-date.js';
import { truncate } from '../truncate.js';

/** A placeholder for the name of a thing. */
export type Named = Readonly<{ stream: string; possessive?: true }>;
/** A line of plain English, with placeholders for the names of things. */
export type Line = readonly (string | Named)[];
type Part = Line | Named | string | undefined;

/** A template that drops missing parts. */
export const line = (texts: TemplateStringsArray, ...parts: readonly Part[]): Line => {
  const made: (string | Named)[] = [];
  for (let i = 0; i < texts.length; i += 1) {
    add(made, texts[i]);
    add(made, parts[i]);
  }
  return made;
};
/** Joins adjacent texts. */
const add = (made: (string | Named)[], part: Part): void => {
  if (part === undefined || part === '') return;
  if (typeof part === 'string') {
    const last = made.at(-1);
    if (typeof last === 'string') made[made.length - 1] = last + part;
    else made.push(part);
  } else if ('stream' in part) made.push(part);
  else for (const one of part) add(made, one);
};

/** A part in words, if there is one. */
export const where = <T>(value: T | undefined, word: (value: T) => Part): Part =>
  value === undefined ? undefined : word(value);

export const thingName = (kind: Kind, id: string): Named => ({ stream: streamOf(kind, id) });
export const possessive = ({ stream }: Named): Named => ({ stream, possessive: true });

/** The most names in a list. */
export const MANY = 4;
/** "A", "A and B", "A, B and C", "A, B, C and 4 others"; undefined if nobody is named. */
export const listed = (kind: Kind, ids: readonly string[] = []): Line | undefined => {
  if (ids.length === 0) return undefined;
  const shown = ids.slice(0, ids.length > MANY ? MANY - 1 : MANY).map((id): Line => [thingName(kind, id)]);
  const others = ids.length - shown.length;
  const all = others > 0 ? [...shown, [`${others} others`]] : shown;
  return all.flatMap((one, i) => [...(i === 0 ? [] : [i === all.length - 1 ? ' and ' : ', ']), ...one]);
};

/** The things that a line names. */
export const streamsIn = (line: Line): readonly string[] =>
  line.flatMap((part) => (typeof part === 'string' ? [] : [part.stream]));

/** Replaces the placeholders by names. */
export const fill = (line: Line, nameOf: (stream: string) => string): string =>
  line.map((part) => (typeof part === 'string' ? part : withEnding(nameOf(part.stream), part))).join('');
const withEnding = (name: string, { possessive }: Named) =>
  possessive ? `${name}${/s$/i.test(name) ? '’' : '’s'}` : name;

const LENGTH = 160;
const UNEVEN = /^\s|\s\s|[^\S ]|\s$/;
/** On one line, truncated, without the full stop. */
export const short = (text: string): string => {
  // Most texts are on one line: a test is faster than a replacement of every blank.
  const plain = UNEVEN.test(text) ? text.replaceAll(/\s+/g, ' ').trim() : text;
  return withoutStop(truncate(plain, LENGTH));
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
/** A term of the record in words. */
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

/** "30 October 2025 at 09:30 (Europe/Brussels)", "09:30", "“in the coming weeks”"; undefined if nothing is known. */
export const plannedText = ({ on, text, time, zone }: PlannedTime): string | undefined => {
  const day = on === undefined ? [] : [dateText(on)];
  const clock =
    time === undefined ? [] : [...(on === undefined ? [] : ['at']), time, ...(zone === undefined ? [] : [`(${zone})`])];
  const when = [...day, ...clock].join(' ');
  if (text === undefined) return when === '' ? undefined : when;
  return when === '' ? quoted(text) : `${when} (${quoted(text)})`;
};
