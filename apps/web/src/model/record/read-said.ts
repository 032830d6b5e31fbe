import type { Language } from '#messages/languages.js';
import { sourceIn, withDay } from './source.js';
import { readDate } from '#edtf/said/read-date.js';
import type { Reading } from '#edtf/said/reading.js';

type ReadFrom = Parameters<typeof readDate>[1];

/** What words can mean from the day of their source: first as the reader's language says it, then as any does. The same code as the service has. */
export const readSaid = (said: string, from: string, language: Language): readonly Reading[] => {
  const words = said.trim();
  if (words === '') return [];
  const own = readDate(words, from as ReadFrom, language);
  return own.length > 0 ? own : readDate(words, from as ReadFrom);
};

/** The days that readings are, if each of them is one day. */
const daysOf = (readings: readonly Reading[]): readonly string[] => {
  const days = readings.flatMap(({ earliest, latest }) => (earliest !== null && earliest === latest ? [earliest] : []));
  return days.length < readings.length ? [] : [...new Set(days)];
};

/** The days that the last words of a source can mean: the source has been read, so its day is not still to come. */
export const readDays =
  (today: string, language: Language) =>
  (words: string): readonly string[] => {
    const days = daysOf(readSaid(words, today, language));
    const past = days.filter((day) => day <= today);
    return past.length > 0 ? past : days;
  };

/** A source as it is kept for the next record: words such as "yesterday" are replaced by the day that they meant. */
export const fixedSource = (line: string, publishedOn: string | undefined, language: Language): string => {
  if (publishedOn === undefined) return line;
  const isFixed = ['1999-07-01', '2099-07-01'].every(
    (day) => sourceIn(line, (words) => daysOf(readSaid(words, day, language)))?.publishedOn === publishedOn,
  );
  return isFixed ? line : withDay(line, publishedOn);
};

/** Today, on the calendar of the reader. */
export const todayHere = (): string => {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, '0')).join('-');
};
