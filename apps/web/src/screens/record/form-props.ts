import type { Reading } from '#edtf/said/reading.js';
import type { Dated } from '../../model/record/commands.js';
import type { Entry } from '../../model/record/entry.js';
import type { Fault } from '../../model/record/faults.js';
import type { SourceLine } from '../../model/record/source.js';
import type { Known } from './use-known.js';

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

export type FormProps = Readonly<{
  entry: Entry;
  change: (changes: Partial<Entry>) => void;
  known: Known;
  faults: readonly Fault[];
  dated: DatedEntry;
  /** The source is that of the last record. */
  isKept: boolean;
  /** The levels of marking that the recorder may give. */
  levels: readonly string[];
}>;
