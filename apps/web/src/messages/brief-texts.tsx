import { type Tell, type TextFiles, useLazyTexts } from './lazy-texts.js';
import type { BriefTextId } from './brief-en.js';

export const BRIEF_TEXTS: TextFiles = {
  en: () => import('./brief-en.js'),
  fr: () => import('./brief-fr.js'),
  zh: () => import('./brief-zh.js'),
  ar: () => import('./brief-ar.js'),
};
/** Those of the brief for a meeting. */
export const useBriefTexts = (): Tell<BriefTextId> => useLazyTexts<BriefTextId>();
