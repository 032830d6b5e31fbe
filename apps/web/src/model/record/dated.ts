import type { Reading } from '#edtf/said/reading.js';
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

type Typed = Pick<Entry, 'when' | 'reading' | 'source' | 'whenTypedOn' | 'sourceTypedOn'>;

/** The date of an entry, read from the day of its source; of one without a day, from the day on which it was typed. */
export const datedOf = (
  { when, reading, source: line, whenTypedOn, sourceTypedOn }: Typed,
  today: string,
  language: Language,
): DatedEntry => {
  const source = sourceIn(line, readDays(sourceTypedOn || today, language));
  const from = source?.publishedOn ?? (whenTypedOn || today);
  const readings = readSaid(when, from, language);
  return {
    readings,
    date: readings.find(({ edtf }) => edtf === reading) ?? readings[0],
    from,
    isToday: source?.publishedOn === undefined,
    source,
    today,
  };
};
