import { type Tell, type TextFiles, useLazyTexts } from './lazy-texts.js';
import type { WeekTextId } from './week-en.js';

export const WEEK_TEXTS: TextFiles = {
  en: () => import('./week-en.js'),
  fr: () => import('./week-fr.js'),
  zh: () => import('./week-zh.js'),
  ar: () => import('./week-ar.js'),
};
export const useWeekTexts = (): Tell<WeekTextId> => useLazyTexts<WeekTextId>();
