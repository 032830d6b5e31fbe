import { useMemo } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import { type DatedEntry, datedOf } from '../../model/record/dated.js';
import type { Entry } from '../../model/record/entry.js';
import { todayHere } from '../../model/record/read-said.js';

/** The date of an entry, read again only if what it follows from has changed. */
export const useDated = ({ when, reading, source, whenTypedOn, sourceTypedOn }: Entry): DatedEntry => {
  const { language } = useMessages();
  const today = todayHere();
  return useMemo(
    () => datedOf({ when, reading, source, whenTypedOn, sourceTypedOn }, today, language),
    [when, reading, source, whenTypedOn, sourceTypedOn, today, language],
  );
};
