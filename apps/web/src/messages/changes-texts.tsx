import type { ChangesTextId } from './changes-en.js';
import type { FactTextId } from './fact-en.js';
import { type Tell, type TextFiles, useLazyTexts } from './lazy-texts.js';

export const CHANGES_TEXTS: TextFiles = {
  en: () => import('./changes-en.js'),
  fr: () => import('./changes-fr.js'),
  zh: () => import('./changes-zh.js'),
  ar: () => import('./changes-ar.js'),
};
/** Those of what moved, and of facts. */
export const useChangesTexts = (): Tell<ChangesTextId | FactTextId> => useLazyTexts<ChangesTextId | FactTextId>();
