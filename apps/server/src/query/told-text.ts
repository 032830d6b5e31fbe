import { escapeUnprintable } from '#formats/escape-unprintable.js';
import { dateIn } from '#messages/all-languages.js';
import type { Language } from '#messages/languages.js';

/** A text of the record in one line, so that nothing in it can pass for a line of its own, such as that of the marking. */
export const oneLine = (text: string): string => text.replaceAll(/[\s\u0085]+/g, ' ').trim();

export const quoted = (text: string): string => `“${oneLine(text)}”`;

/** The marks around names in the other direction are for pages: what a text for a terminal hides is escaped. */
export const withoutIsolates = (text: string): string => text.replaceAll(/[\u2068\u2069]/g, '');

/** A sentence on one line, with all characters visible. It keeps the marks that it has around names in the other direction. */
export const visibleSentence = (text: string): string =>
  text
    .split(/([\u2068\u2069])/)
    .map((part, n) => (n % 2 === 0 ? escapeUnprintable(part.replaceAll(/\s+/g, ' ')) : part))
    .join('');

/** What there is of several parts, with commas between them. */
export const together = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(', ');

/** An hour on the clocks of its zone, as far as they were told. */
export const clockText = (time: string | undefined, zone: string | undefined): string | undefined =>
  time === undefined ? zone : `${time}${zone === undefined ? '' : ` (${zone})`}`;

type Planned = Readonly<Partial<Record<'on' | 'time' | 'zone' | 'text', string | undefined>>>;

/** For when something is planned, as it was told: the day, the hour, and the words. `quote`: how words are shown. */
export const plannedText = ({ on, time, zone, text }: Planned, language: Language, quote = quoted): string =>
  together([on && dateIn(language, on), clockText(time, zone), text && quote(text)]);
