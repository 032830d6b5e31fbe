import { dateWritten, isolate, type Language, LANGUAGES, LOCALES, periodWritten } from '#messages/languages.js';
import { daysOf, isSaidByDays, wholePeriod } from '#edtf/days-of.js';

/** The first language that a reader prefers and the page has; English if it has none. */
export const preferredLanguage = (preferred: readonly string[]): Language =>
  preferred.map((tag) => tag.split('-')[0] as Language).find((language) => LANGUAGES.includes(language)) ?? 'en';

const STYLES = {
  short: { day: 'numeric', month: 'short' },
  medium: { day: 'numeric', month: 'short', year: 'numeric' },
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  weekday: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  dayOfWeek: { weekday: 'short', day: 'numeric' },
  dayOfWeekAndMonth: { weekday: 'short', day: 'numeric', month: 'short' },
  dayInFull: { weekday: 'long', day: 'numeric', month: 'long' },
  month: { month: 'short' },
  monthOfYear: { month: 'short', year: 'numeric' },
  year: { year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
export type DateStyle = keyof typeof STYLES;

const formats = new Map<string, Intl.DateTimeFormat>();
const formatOf = (language: Language, style: DateStyle): Intl.DateTimeFormat => {
  const key = `${language} ${style}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(LOCALES[language], { ...STYLES[style], timeZone: 'UTC' });
    formats.set(key, format);
  }
  return format;
};

const instantOf = (day: string) => new Date(`${day}T00:00:00Z`);

/** A calendar day, which has no time zone. */
export const dayText = (day: string, language: Language, style: DateStyle = 'medium'): string =>
  dateWritten(formatOf(language, style), instantOf(day), language);

/** How a date reads: the days that it can mean, and a word before them. What cannot be read is shown as it was written. */
export type DateText = Readonly<{ text: string; isVague: boolean; word?: 'from' | 'until' | 'about' | 'perhaps' }>;

export const dateText = (edtf: string, language: Language, style: DateStyle = 'medium'): DateText => {
  const days = isSaidByDays(edtf) ? daysOf(edtf) : undefined;
  if (days === undefined || (days.from === undefined && days.to === undefined)) return { text: edtf, isVague: true };
  const { from, to } = days;
  if (from === undefined) return { text: dayText(to!, language, style), isVague: true, word: 'until' };
  if (to === undefined) return { text: dayText(from, language, style), isVague: true, word: 'from' };
  const text = daysText(from, to, language, style);
  // EDTF has ~ behind what is approximate, ? behind what is uncertain, and % behind what is both.
  if (edtf.endsWith('~')) return { text, isVague: true, word: 'about' };
  if (/[?%]$/.test(edtf)) return { text, isVague: true, word: 'perhaps' };
  return { text, isVague: from !== to };
};

const daysText = (from: string, to: string, language: Language, style: DateStyle): string => {
  if (from === to) return dayText(from, language, style);
  const whole = wholePeriod(from, to);
  if (whole === undefined) return rangeText(from, to, language, style);
  return dayText(from, language, whole === 'year' ? 'year' : 'monthOfYear');
};

/** Without the spaces that some languages set around the dash: a range in a table is read as one thing. */
const rangeText = (from: string, to: string, language: Language, style: DateStyle): string =>
  periodWritten(formatOf(language, style), instantOf(from), instantOf(to), language).replaceAll(
    /[\s\u2009\u202f]*–[\s\u2009\u202f]*/g,
    '–',
  );

/** Names in a row: "the EU and China". */
export const listText = (names: readonly string[], language: Language): string =>
  new Intl.ListFormat(LOCALES[language], { type: 'conjunction' }).format(
    language === 'ar' ? names.map(isolate) : names,
  );

const DAY_MS = 86_400_000;
/** The number of a day since 1970, and back. */
export const dayNumber = (day: string): number => Math.round(instantOf(day).getTime() / DAY_MS);
export const dayAt = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10);
export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(instantOf(text).getTime()) && dayAt(dayNumber(text)) === text;
