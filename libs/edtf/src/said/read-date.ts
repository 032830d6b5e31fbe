import type { Day } from '#domain/world-date.js';
import { NotEdtf, parseEdtf } from '../parse-edtf.js';
import { fold } from './fold.js';
import { type Form, formsOf, type Grammar } from './grammar.js';
import arabic from './languages/arabic.js';
import chinese from './languages/chinese.js';
import english from './languages/english.js';
import french from './languages/french.js';
import { MEANINGS } from './meanings.js';
import type { Around } from './nearest.js';
import type { Draft, Known, Reading } from './reading.js';

/** Languages in which dates are read, by BCP 47. */
const GRAMMARS = { en: english, fr: french, zh: chinese, ar: arabic } as const satisfies Readonly<
  Record<string, Grammar>
>;
export type DateLanguage = keyof typeof GRAMMARS;
export const DATE_LANGUAGES = Object.keys(GRAMMARS) as readonly DateLanguage[];

/** Longer words are no date. */
export const MOST_CHARACTERS = 100;
/** Words within words: "before about 10 November". */
const DEEPEST = 3;
const MOST_READINGS = 8;

/**
 * What words can mean as a date, the likeliest first; nothing if they are not understood. `from`: the day of the source, from which "last
 * week" counts. Without a language, in all of them. Every reading is an EDTF text that the record accepts.
 */
export const readDate = (said: string, from: Day, language?: DateLanguage): readonly Reading[] => {
  if (said.length > MOST_CHARACTERS) return [];
  const typed = parse(fold(said).toUpperCase());
  if (typed !== undefined) return [{ ...typed, why: 'edtf' }];
  const languages = language === undefined ? DATE_LANGUAGES : [language];
  const readings = languages.flatMap((one) => readIn(one, said, from));
  return distinct(readings).map(({ edtf, earliest, latest, why }) => ({ edtf, earliest, latest, why }));
};

const forms: Partial<Record<DateLanguage, readonly Form[]>> = {};

const readIn = (language: DateLanguage, said: string, from: Day): readonly Known[] => {
  const grammar: Grammar = GRAMMARS[language];
  const known = (forms[language] ??= formsOf(grammar));
  const read = (text: string, around: Around, depth: number): readonly Known[] => {
    if (depth > DEEPEST) return [];
    const typed = parse(text.toUpperCase());
    if (typed !== undefined) return [{ ...typed, why: 'edtf' }];
    const within = (inner: string, change: Partial<Around> = {}) =>
      read(inner.trim(), { ...around, ...change }, depth + 1);
    for (const { match, meaning } of known) {
      const slots = match(text);
      if (slots === undefined) continue;
      const readings = parsed(MEANINGS[meaning](slots, { ...around, from, grammar, read: within, parse }));
      if (readings.length > 0) return readings;
    }
    return [];
  };
  const text = fold(said);
  return read(grammar.isDense ? text.replaceAll(' ', '') : text, { near: from }, 0);
};

const parsed = (drafts: readonly Draft[]): readonly Known[] =>
  distinct(
    drafts.flatMap(([edtf, why, at]) => {
      const known = parse(edtf);
      return known === undefined ? [] : [{ ...known, why, at }];
    }),
  );

const distinct = <R extends Reading>(readings: readonly R[]): readonly R[] =>
  readings.filter(({ edtf }, n) => readings.findIndex((one) => one.edtf === edtf) === n).slice(0, MOST_READINGS);

/** What is no date, such as 31 February, has no bounds. */
const parse = (edtf: string): Omit<Reading, 'why'> | undefined => {
  try {
    const { earliest, latest } = parseEdtf(edtf);
    return { edtf, earliest, latest };
  } catch (error) {
    if (error instanceof NotEdtf) return undefined;
    throw error;
  }
};
