import type { Language } from '#messages/languages.js';
import type { Day } from '#domain/world-date.js';
import { readDate } from '#edtf/said/read-date.js';
import type { Reading } from '#edtf/said/reading.js';

/** What words can mean from the day of their source: first as the reader's language says it, then as any does. The same code as the service has. */
export const readSaid = (said: string, from: string, language: Language): readonly Reading[] => {
  const words = said.trim();
  if (words === '') return [];
  const own = readDate(words, from as Day, language);
  return own.length > 0 ? own : readDate(words, from as Day);
};

/** The day that the last words of a source mean. One that can be several days is none. */
export const readDay =
  (today: string, language: Language) =>
  (words: string): string | undefined => {
    const [first] = readSaid(words, today, language);
    return first !== undefined && first.earliest !== null && first.earliest === first.latest
      ? first.earliest
      : undefined;
  };

/** Today, on the calendar of the reader. */
export const todayHere = (): string => dayHere(new Date());

/** The day of a moment, on the calendar of the reader. */
export const dayHere = (at: Date): string =>
  [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((n) => String(n).padStart(2, '0')).join('-');
