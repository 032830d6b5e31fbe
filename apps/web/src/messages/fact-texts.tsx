import type { FactTextId } from './fact-en.js';
import { type Tell, type TextFiles, useLazyTexts } from './lazy-texts.js';

/** The texts of a fact and its page, for each screen that shows one. */
export const FACT_TEXTS: TextFiles = {
  en: () => import('./fact-en.js'),
  fr: () => import('./fact-fr.js'),
  zh: () => import('./fact-zh.js'),
  ar: () => import('./fact-ar.js'),
};
export const useFactTexts = (): Tell<FactTextId> => useLazyTexts<FactTextId>();
