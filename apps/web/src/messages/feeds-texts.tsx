import { type Tell, type TextFiles, useLazyTexts } from './lazy-texts.js';
import type { FeedsTextId } from './feeds-en.js';

export const FEEDS_TEXTS: TextFiles = {
  en: () => import('./feeds-en.js'),
  fr: () => import('./feeds-fr.js'),
  zh: () => import('./feeds-zh.js'),
  ar: () => import('./feeds-ar.js'),
};
export const useFeedsTexts = (): Tell<FeedsTextId> => useLazyTexts<FeedsTextId>();
