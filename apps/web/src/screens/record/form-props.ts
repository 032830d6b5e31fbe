import type { DatedEntry } from '../../model/record/dated.js';
import type { Entry } from '../../model/record/entry.js';
import type { Fault } from '../../model/record/faults.js';
import type { Known } from './use-known.js';

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
