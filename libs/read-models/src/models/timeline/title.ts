import { dateIn, sentenceIn } from '#messages/all-languages.js';
import type { Language } from '#messages/languages.js';
import type { Message } from '#messages/messages.js';
import type { PlannedTime } from '#domain/world-date.js';
import type { DatesAsEdtf } from '../../routes/facts.js';
import { described, type Schema, text } from '../../routes/schema.js';

/** The messages that add something to the sentence of a fact. */
export type TimeRole = 'title.planned' | 'title.due' | 'title.from' | 'title.until';
export type Act = 'title.corrected' | 'title.voided' | 'title.restored';

/**
 * What a title says, before its language is known. `acts`: what the event does to the fact that is told, the outermost first. `details`: what
 * stands in brackets. `words`: those of the record, in quotation marks if they are `isVerbatim`. `translated`: the same in another language, as it was recorded.
 */
export type Said = Readonly<{
  acts?: readonly Act[];
  hour?: string | undefined;
  message?: Message;
  details?: readonly Message[];
  times?: readonly Readonly<{ role: TimeRole; time: DatesAsEdtf<PlannedTime> }>[];
  words?: string | undefined;
  isVerbatim?: boolean;
  translated?: Readonly<{ language: string; words: string }> | undefined;
}>;

/**
 * What happened, in one line. English is a line of its own, which says more. What looks into answers for ids, and counts their size, sees
 * the English line alone: names and markings are the same in all languages.
 */
export class Title {
  readonly #say: () => Said;

  constructor(
    readonly english: string,
    say: () => Said,
  ) {
    this.#say = say;
  }

  in(language: Language): string {
    return language === 'en' ? this.english : written(this.#say(), language);
  }

  toJSON(): string {
    return this.english;
  }
}

/** The field of a title. Its text is written when the language of the answer is known. */
export const titleField = (description: string) =>
  described(`${description}, in the language of Content-Language`, text) as unknown as Schema<Title>;

/** An answer with its titles. What has none is not copied. */
export const withTitles = <T>(value: T, language: Language): T => titled(value, language) as T;
const titled = (value: unknown, language: Language): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Title) return value.in(language);
  if (Array.isArray(value)) {
    const items = value.map((one) => titled(one, language));
    return items.some((one, n) => one !== value[n]) ? items : value;
  }
  let found: Record<string, unknown> | undefined;
  for (const [name, one] of Object.entries(value)) {
    const changed = titled(one, language);
    if (changed !== one) (found ??= { ...value })[name] = changed;
  }
  return found ?? value;
};

const written = (said: Said, language: Language): string => {
  const { acts = [], hour, message, details = [], times = [], words, isVerbatim = false, translated } = said;
  let fact = message === undefined ? '' : sentenceIn(language, message);
  if (details.length > 0) {
    const told = together(
      details.map((one) => sentenceIn(language, one)),
      language,
    );
    fact = sentenceIn(language, { id: 'title.details', parameters: { fact: withoutStop(fact), details: told } });
  }
  for (const { role, time } of times) {
    const when = timeIn(time, language);
    if (when !== '') fact = sentenceIn(language, { id: role, parameters: { fact, when } });
  }
  // Who does not read the language of the record rather reads English.
  const isRead = isIn(translated?.language, language) || isIn(translated?.language, 'en');
  const shown = isRead ? translated!.words : words;
  if (shown !== undefined)
    fact = isVerbatim
      ? sentenceIn(language, { id: 'title.words', parameters: { fact, words: shown } })
      : sentenceIn(language, { id: 'title.told', parameters: { fact: withoutStop(fact), words: shown } });
  if (hour !== undefined) fact = sentenceIn(language, { id: 'title.hour', parameters: { hour, fact } });
  return acts.reduceRight((told, act) => sentenceIn(language, { id: act, parameters: { fact: told } }), fact);
};

/** Whether a BCP 47 tag is of this language, in whichever country or script. */
const isIn = (tag: string | undefined, language: Language): boolean =>
  tag !== undefined && tag.toLowerCase().split('-')[0] === language;

/** For when something is planned: the day, the hour, and the words, as far as they were told. */
const timeIn = ({ on, time, zone, text: told }: DatesAsEdtf<PlannedTime>, language: Language): string => {
  const clock = `${time}${zone === undefined ? '' : ` (${zone})`}`;
  const parts = [
    ...(on === undefined ? [] : [dateIn(language, on)]),
    ...(time === undefined ? [] : [sentenceIn(language, { id: 'title.clock', parameters: { clock } })]),
    ...(told === undefined ? [] : [sentenceIn(language, { id: 'title.toldTime', parameters: { words: told } })]),
  ];
  return together(parts, language);
};

const together = (parts: readonly string[], language: Language): string =>
  parts.reduceRight(
    (rest, first) =>
      rest === '' ? first : sentenceIn(language, { id: 'title.and', parameters: { first, second: rest } }),
    '',
  );
const withoutStop = (sentence: string): string => sentence.replace(/[.。]$/u, '');
