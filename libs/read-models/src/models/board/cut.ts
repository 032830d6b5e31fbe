import { described, list, object, type Schema, whole } from '../../routes/schema.js';
import { truncate } from '../truncate.js';

/** The beginning of a list, and how much more there is of it. */
export type Cut<T> = Readonly<{ items: readonly T[]; more: number }>;

export const cutList = <T>(item: Schema<T>): Schema<Cut<T>> =>
  object({ items: list(item), more: described('How many more there are', whole) });

export const first = <T>(items: readonly T[], most: number, all = items.length): Cut<T> => {
  const shown = items.slice(0, most);
  return { items: shown, more: all - shown.length };
};
/** Of a history, its end. */
export const latest = <T>(items: readonly T[], most: number): Cut<T> => {
  const shown = items.slice(-most);
  return { items: shown, more: items.length - shown.length };
};

const LENGTH = 500;
/** A text as a board shows it. */
export const brief = (text: string): string => truncate(text, LENGTH);
/** The fields that are there, those with texts as a board shows them. */
export const briefTexts = <T extends object>(fields: T): Present<T> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]: [string, unknown]) => [name, typeof value === 'string' ? brief(value) : value]),
  ) as Present<T>;

/** A field that may be undefined is then absent. */
type Present<T> = { readonly [Name in keyof T as undefined extends T[Name] ? never : Name]: T[Name] } & {
  readonly [Name in keyof T as undefined extends T[Name] ? Name : never]?: Exclude<T[Name], undefined>;
};
