import { useMemo } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import type { Entry } from '../../model/record/entry.js';
import { sourceIn } from '../../model/record/source.js';
import { readDay, readSaid, todayHere } from './read-said.js';
import type { DatedEntry } from './form-props.js';

/** The date of an entry, read from the day of its source; of one without a day, from today. */
export const useDated = ({ when, reading, source: line }: Entry): DatedEntry => {
  const { language } = useMessages();
  const today = todayHere();
  const source = useMemo(() => sourceIn(line, readDay(today, language)), [line, today, language]);
  const from = source?.publishedOn ?? today;
  const readings = useMemo(() => readSaid(when, from, language), [when, from, language]);
  return {
    readings,
    date: readings[reading] ?? readings[0],
    from,
    isToday: source?.publishedOn === undefined,
    source,
    today,
  };
};
