import type { Message } from './messages.js';

/** When something was: the first and the last day that it can mean, and the sign that EDTF has behind it. */
export type Days = Readonly<{ from?: string; to?: string }>;
export type Doubt = '' | '~' | '?' | '%';

/** A date of the record in words; undefined if it says nothing. */
export const when = ({ from, to }: Days, doubt: Doubt = ''): Message | undefined => {
  if (from === undefined) return to === undefined ? undefined : { id: 'when.by', parameters: { days: to } };
  if (to === undefined) return { id: 'when.from', parameters: { days: from } };
  return { id: IDS[doubt], parameters: { days: from === to ? from : `${from}/${to}` } };
};

const IDS = { '': 'when.on', '~': 'when.about', '?': 'when.perhaps', '%': 'when.perhapsAbout' } as const;
