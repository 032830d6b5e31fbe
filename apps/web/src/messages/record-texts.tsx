import type { DateTexts } from '#messages/date-messages.js';
import type { FactTexts } from '#messages/fact-messages.js';
import { type Tell, type TextFiles, useLazyTexts } from './lazy-texts.js';
import type { RecordTextId as OwnId } from './record-en.js';

const OWN: TextFiles = {
  en: () => import('./record-en.js'),
  fr: () => import('./record-fr.js'),
  zh: () => import('./record-zh.js'),
  ar: () => import('./record-ar.js'),
};
/** Why words mean a date: the sentences of the service. */
const DATES: TextFiles = {
  en: () => import('#messages/languages/english-dates.js'),
  fr: () => import('#messages/languages/french-dates.js'),
  zh: () => import('#messages/languages/chinese-dates.js'),
  ar: () => import('#messages/languages/arabic-dates.js'),
};
/** What a fact says: the sentences of the service. */
const FACTS: TextFiles = {
  en: () => import('#messages/languages/english-facts.js'),
  fr: () => import('#messages/languages/french-facts.js'),
  zh: () => import('#messages/languages/chinese-facts.js'),
  ar: () => import('#messages/languages/arabic-facts.js'),
};
export const RECORD_FILES = [OWN, DATES, FACTS] as const;

export type RecordTextId = OwnId | keyof DateTexts | keyof FactTexts;
export type TellRecord = Tell<RecordTextId>;
/** The sentence of a text of the form in the language of the reader. */
export const useRecordTexts = (): TellRecord => useLazyTexts<RecordTextId>();
