import type { Reading, Why } from '#edtf/said/reading.js';
import type { Language } from '#messages/languages.js';
import type { Dated } from './commands.js';
import type { Entry } from './entry.js';
import { readDays, readSaid } from './read-said.js';
import { sourceIn, type SourceLine } from './source.js';

/** The date of an entry: its readings, the one that is meant, and the day from which it is read. */
export type DatedEntry = Readonly<{
  readings: readonly Reading[];
  date: Dated | undefined;
  from: string;
  /** The source has no day, so it is read from the day on which it was typed: today, or that of an older draft. */
  isToday: boolean;
  source: SourceLine | undefined;
  today: string;
}>;

export type WhenTyped = Pick<
  Entry,
  'when' | 'reading' | 'readingWhy' | 'source' | 'whenTypedOn' | 'whenTypedIn' | 'sourceTypedOn'
>;

/**
 * The date of an entry, read from the day of its source; of one without a day, from the day on which it was typed. Words mean what they meant in
 * the language in which they were typed.
 */
export const datedOf = (
  { when, reading, readingWhy, source: line, whenTypedOn, whenTypedIn, sourceTypedOn }: WhenTyped,
  today: string,
  language: Language,
): DatedEntry => {
  const source = sourceIn(line, readDays(sourceTypedOn || today, language));
  const from = source?.publishedOn ?? (whenTypedOn || today);
  const readings = readSaid(when, from, whenTypedIn || language);
  return {
    readings,
    date: reading === '' ? readings[0] : chosenOf(readings, reading, readingWhy),
    from,
    isToday: source?.publishedOn === undefined,
    source,
    today,
  };
};

/** They say that there is another one, and not which: from another day it may be the one on the other side. */
const UNCERTAIN: readonly Why[] = [
  ...(['nearestYear', 'otherYear', 'nearestMonth', 'otherMonth', 'nearestDay', 'otherDay'] as const),
  ...(['northern', 'southern', 'weekdayDiffers'] as const),
];

/** From another day, the same choice is another date. One that is not there any more is never replaced by what was not chosen. */
const chosenOf = (readings: readonly Reading[], reading: string, readingWhy: string): Reading | undefined => {
  const same = readings.find(({ edtf }) => edtf === reading);
  const alike = readings.filter(({ why }) => why === readingWhy && !UNCERTAIN.includes(why));
  return same ?? (alike.length === 1 ? alike[0] : undefined);
};

/** When our side learned it: nobody has learned anything later than now. A clock that was ahead when it was typed may have said so. */
export const learnedBy = ({ learnedAt }: Pick<Entry, 'learnedAt'>, now: string): string => {
  if (learnedAt === '') return now;
  return now !== '' && Date.parse(learnedAt) > Date.parse(now) ? now : learnedAt;
};

/** Whether a reading is to be chosen: there are several, or what was chosen is not possible any more. */
export const hasChoice = ({ readings, date }: Pick<DatedEntry, 'readings' | 'date'>): boolean =>
  readings.length > (date === undefined ? 0 : 1);
/** The reading after the one that is meant, or before it; if none is, the first or the last one. */
export const nextReading = ({ readings, date }: Pick<DatedEntry, 'readings' | 'date'>, by: 1 | -1): Reading => {
  const at = readings.findIndex(({ edtf }) => edtf === date?.edtf);
  return readings.at(at < 0 && by < 0 ? -1 : (at + by) % readings.length)!;
};
