import { daysOf, isSaidByDays } from '#edtf/days-of.js';
import type { Message } from './messages.js';

/** A date of the record in words, `about 13 October 2025`; undefined for a date of a rare form. */
export const when = (edtf: string): Message | undefined => {
  if (!isSaidByDays(edtf)) return undefined;
  const { from, to } = daysOf(edtf) ?? {};
  if (from === undefined) return to === undefined ? undefined : { id: 'when.by', parameters: { days: to } };
  if (to === undefined) return { id: 'when.from', parameters: { days: from } };
  const sign = /[~?%]$/.exec(edtf)?.[0] ?? '';
  return { id: IDS[sign as keyof typeof IDS], parameters: { days: from === to ? from : `${from}/${to}` } };
};

/** The sign that EDTF has behind what is approximate, uncertain, or both. */
const IDS = { '': 'when.on', '~': 'when.about', '?': 'when.perhaps', '%': 'when.perhapsAbout' } as const;
