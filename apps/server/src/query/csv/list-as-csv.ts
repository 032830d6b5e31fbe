import { streamOf } from '#domain/ids.js';
import { csvLine, type CsvValue } from '#formats/csv.js';
import { kindIn, type Names, roleOf } from '#read-models/models/resolve-labels.js';
import type { Column } from './columns.js';

/** An item, and its marking as text. */
export type MarkedItem = Readonly<{ item: object; marking: string }>;

/** A page of a list as CSV. Its first column is the marking of the row. */
export const listAsCsv = (columns: readonly Column[], items: readonly MarkedItem[], names: Names): string =>
  [
    csvLine(['marking', ...columns.map(({ name }) => name)]),
    ...items.map(({ item, marking }) => csvLine([marking, ...columns.map((column) => valueIn(item, column, names))])),
  ].join('');

const valueIn = (item: object, { path, holds }: Column, names: Names): CsvValue => {
  const value = path.reduce<unknown>(
    (within, field) => (within as Readonly<Record<string, unknown>> | null | undefined)?.[field],
    item,
  );
  if (value === undefined || value === null) return undefined;
  if (holds === 'count') return (value as readonly unknown[]).length;
  if (holds === 'value') return value as CsvValue;
  const field = path.at(-1)!;
  if (holds === 'names')
    return (Array.isArray(value) ? (value as readonly string[]) : [value as string])
      .map((id) => inList(labelOf(id, field, names) ?? ''))
      .join('; ');
  return Array.isArray(value) && value.every(isId) ? value.join('; ') : wordsOf(value, field, names);
};

/**
 * A value that has no columns of its own, in one cell: the fields of an object with their names, the items of a list after each other, and
 * things by their names.
 */
const wordsOf = (value: unknown, field: string, names: Names): string => {
  if (Array.isArray(value))
    return value.map((one) => wordsOf(one, field, names)).join(value.every(isPlain) ? '; ' : ' | ');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, inner]) => `${name}: ${nested(inner, name, names)}`)
      .join(', ');
  if (typeof value !== 'string') return String(value);
  if (roleOf(field).holds === 'id') return plainOrQuoted(labelOf(value, field, names) ?? value);
  return WORD.test(value) ? value : quoted(value);
};
/** A name in a list of names. */
const inList = (name: string): string => (name.includes(';') ? quoted(name) : name);
const plainOrQuoted = (name: string): string => (/[,;:|{}[\]“”\\]/.test(name) ? quoted(name) : name);
/** Names of the record's own, days and ids: nothing in them can pass for another field. */
const WORD = /^[\p{L}\p{N}_./:~?%+-]*$/u;
/** A text within words, so that nobody can write fields into it. */
const quoted = (text: string): string => `“${text.replaceAll(/[\\”|{}]/g, String.raw`\$&`)}”`;

const nested = (value: unknown, field: string, names: Names): string => {
  const words = wordsOf(value, field, names);
  if (isPlain(value)) return words;
  return Array.isArray(value) ? `[${words}]` : `{${words}}`;
};

const labelOf = (id: string, field: string, names: Names): string | undefined => {
  const kind = kindIn(field);
  const byKind = kind === undefined ? undefined : names[streamOf(kind, id)];
  const found = byKind ?? (Object.hasOwn(names, id) ? names[id] : undefined);
  return found?.voided ? `${found.label} (voided)` : found?.label;
};

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;
const isId = (value: unknown): boolean =>
  typeof value === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
