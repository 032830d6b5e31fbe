import { useMemo } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import { type DatedEntry, datedOf, type WhenTyped } from '../../model/record/dated.js';
import { todayHere } from '../../model/record/read-said.js';

/** The date of an entry, read again only if what it follows from has changed. */
export const useDated = (typed: WhenTyped): DatedEntry => {
  const { when, reading, readingWhy, source, whenTypedOn, whenTypedIn, sourceTypedOn } = typed;
  const { language } = useMessages();
  const today = todayHere();
  return useMemo(
    () => datedOf(typed, today, language),
    [when, reading, readingWhy, source, whenTypedOn, whenTypedIn, sourceTypedOn, today, language],
  );
};
