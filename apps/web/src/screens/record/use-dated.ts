import { useMemo } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import type { Entry } from '../../model/record/entry.js';
import { sourceIn } from '../../model/record/source.js';
import { readDays, readSaid, todayHere } from '../../model/record/read-said.js';
import type { DatedEntry } from './form-props.js';

/** The date of an entry, read from the day of its source; of one without a day, from the day on which it was typed. */
export const useDated = ({ when, reading, source: line, typedOn }: Entry): DatedEntry => {
  const { language } = useMessages();
  const today = todayHere();
  const typed = typedOn || today;
  const source = useMemo(() => sourceIn(line, readDays(typed, language)), [line, typed, language]);
  const from = source?.publishedOn ?? typed;
  const readings = useMemo(() => readSaid(when, from, language), [when, from, language]);
  return {
    readings,
    date: readings.find(({ edtf }) => edtf === reading) ?? readings[0],
    from,
    isToday: source?.publishedOn === undefined,
    source,
    today,
  };
};
