import { type Language } from './languages.js';
import arabic from './languages/arabic.js';
import chinese from './languages/chinese.js';
import english from './languages/english.js';
import french from './languages/french.js';
import type { Catalogue, Message } from './messages.js';
import { sentencesIn } from './sentences.js';
import { when } from './when.js';

/** For a service. A page loads the catalogue of its reader alone. */
export const CATALOGUES: Readonly<Record<Language, Catalogue>> = {
  en: english,
  fr: french,
  zh: chinese,
  ar: arabic,
};

const writers = Object.fromEntries(
  Object.entries(CATALOGUES).map(([language, catalogue]) => [language, sentencesIn(language as Language, catalogue)]),
) as Readonly<Record<Language, (message: Message) => string>>;

/** A message as a sentence. */
export const sentenceIn = (language: Language, message: Message): string => writers[language](message);

/** A date of the record in words; one of a rare form as it is written. */
export const dateIn = (language: Language, edtf: string): string => {
  const message = when(edtf);
  return message === undefined ? edtf : sentenceIn(language, message);
};
