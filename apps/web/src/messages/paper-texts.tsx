import { type Tell, type TextFiles, useLazyTexts } from './lazy-texts.js';
import type { PaperTextId } from './paper-en.js';

export const PAPER_TEXTS: TextFiles = {
  en: () => import('./paper-en.js'),
  fr: () => import('./paper-fr.js'),
  zh: () => import('./paper-zh.js'),
  ar: () => import('./paper-ar.js'),
};
/** Those of each sheet of paper. */
export const usePaperTexts = (): Tell<PaperTextId> => useLazyTexts<PaperTextId>();
