import { wholePeriod } from '#edtf/days-of.js';
import { dateWritten, isolate, LOCALES, type Language, periodWritten } from './languages.js';

/** The beginning of a list of names, and how many more there are. */
export type NameList = Readonly<{ items: readonly string[]; more: number }>;

/** What the values of each kind of parameter are. */
type Values = {
  /** A name or a text of the record. */
  text: string;
  /** What is written already, in the language of the sentence. */
  sentence: string;
  /** A whole number: messages choose a plural form by it. */
  count: number;
  /** A day, `2026-11-11`, or the first and the last day that a date can mean, `2025-10-20/2025-10-26`. */
  days: string;
  /** The same, by itself: no article or preposition stands before it. */
  date: string;
  /** An instant in UTC, `2025-10-29T12:00:00Z`. */
  instant: string;
  list: NameList;
  /** Names of measures. */
  measures: NameList;
};
export type Kind = keyof Values;
export type ValuesOf<Kinds extends Readonly<Record<string, Kind>>> = {
  readonly [Name in keyof Kinds]: Values[Kinds[Name]];
};

/** A parameter as a sentence has it. `more` says how many more names there are. */
export const written = (
  value: string | number | NameList,
  kind: Kind,
  language: Language,
  more: (count: number, kind: Kind) => string,
): string | number => {
  if (typeof value === 'number') return value;
  if (typeof value === 'object') return listOf(value, language, (count) => more(count, kind));
  if (kind === 'sentence') return value;
  if (kind === 'instant') return instantText(value, language);
  if (kind === 'date') return daysText(value, language, true);
  // French has an article before a day, and none before a month.
  return kind === 'days' ? daysText(value, language, language !== 'fr') : isolated(value, language);
};

const listOf = ({ items, more }: NameList, language: Language, moreOf: (count: number) => string): string => {
  const names = items.map((name) => isolated(name, language));
  const all = more > 0 ? [...names, moreOf(more)] : names;
  return listFormat(language).format(all);
};

const daysText = (days: string, language: Language, namesMonths: boolean): string => {
  const [first, last = first] = days.split('/') as [string, string?];
  const [begins, ends] = [first, last].map((day) => new Date(`${day}T00:00:00Z`)) as [Date, Date];
  const style = (namesMonths ? wholePeriod(first, last) : undefined) ?? 'days';
  const format = dateFormat(`${language} ${style}`);
  // A range takes far longer to write.
  if (style !== 'days' || first === last) return dateWritten(format, begins, language);
  // Intl writes a range in Chinese in figures alone.
  if (language === 'zh' && begins < ends) return `${format.format(begins)}至${format.format(ends)}`;
  return periodWritten(format, begins, ends, language);
};

/** To the millisecond: it tells two events of one second apart. */
const instantText = (instant: string, language: Language): string =>
  dateWritten(instantFormat(language), new Date(instant), language);

/** A format takes far longer to make than to use. */
const remembered = <Key extends string, T>(make: (key: Key) => T): ((key: Key) => T) => {
  const made = new Map<Key, T>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
};
const listFormat = remembered((language: Language) => new Intl.ListFormat(LOCALES[language], { type: 'conjunction' }));
const instantFormat = remembered(
  (language: Language) =>
    new Intl.DateTimeFormat(LOCALES[language], {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      timeZone: 'UTC',
      timeZoneName: 'short',
    }),
);
const dateFormat = remembered((key: `${Language} ${Style}`) => {
  const [language, style] = key.split(' ') as [Language, Style];
  return new Intl.DateTimeFormat(LOCALES[language], { ...STYLES[style], timeZone: 'UTC' });
});

const STYLES = {
  days: { dateStyle: 'long' },
  month: { month: 'long', year: 'numeric' },
  year: { year: 'numeric' },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;
type Style = keyof typeof STYLES;

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
/** A text that is written in the other direction stands between two marks, so that the signs around it keep their places. */
const isolated = (text: string, language: Language): string => {
  const isForeign =
    language === 'ar' ? /[\p{L}\p{N}]/u.test(text) && !RIGHT_TO_LEFT.test(text) : RIGHT_TO_LEFT.test(text);
  return isForeign ? isolate(text) : text;
};
