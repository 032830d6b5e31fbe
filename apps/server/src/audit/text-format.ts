import { type Kind, streamOf } from '#domain/ids.js';
import type { Names } from '#read-models/models/resolve-labels.js';

/** A thing by its kind and what it is called. */
export const thingText = (kind: Kind, id: string, names: Names): string => {
  const label = (names[streamOf(kind, id)] ?? names[id])?.label;
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${label === undefined ? id : `“${escaped(label)}”`}`;
};

/** In UTC, as people write it. */
export const minuteOf = (instant: string) => `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;

/** A value of a record, with what ids are called in place of the ids. */
export const valueText = (value: unknown, names: Names): string => {
  if (typeof value === 'string') return wordOf(value, names);
  if (Array.isArray(value)) return `[${value.map((one) => valueText(one, names)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([name, inner]) => `${escaped(name)}: ${valueText(inner, names)}`);
  return `{${fields.join(', ')}}`;
};

/** An id by what it is called; a term or a date as it is, and prose in quotation marks. */
export const wordOf = (text: string, names: Names): string => {
  const label = Object.hasOwn(names, text) ? names[text]!.label : undefined;
  if (label !== undefined) return `“${escaped(label)}”`;
  return /^[\w.:/~?%+-]{1,64}$/.test(text) ? text : `“${escaped(cut(text))}”`;
};

const MOST = 300;
/** Cut by code points, so that no character is halved. The whole text stands in the JSON. */
const cut = (text: string): string => {
  const characters = text.length <= MOST ? [] : Array.from(text);
  return characters.length <= MOST ? text : `${characters.slice(0, MOST - 1).join('')}…`;
};

/** What would break a line, or have it shown in another order than it is written in, stands as it would in JSON. */
export const escaped = (text: string): string =>
  text.replaceAll(/[\\\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, (character) =>
    character === '\\' ? '\\\\' : (SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
