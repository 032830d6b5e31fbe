import type { AdministrationTextId } from './administration-en.js';
import { type Tell, type TextFiles, useLazyTexts } from './lazy-texts.js';

export const ADMINISTRATION_TEXTS: TextFiles = {
  en: () => import('./administration-en.js'),
  fr: () => import('./administration-fr.js'),
  zh: () => import('./administration-zh.js'),
  ar: () => import('./administration-ar.js'),
};
export const useAdministrationTexts = (): Tell<AdministrationTextId> => useLazyTexts<AdministrationTextId>();
