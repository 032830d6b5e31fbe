import { type Tell, type TextFiles, useLazyTexts } from './lazy-texts.js';
import type { VerifyTextId } from './verify-en.js';

export const VERIFY_TEXTS: TextFiles = {
  en: () => import('./verify-en.js'),
  fr: () => import('./verify-fr.js'),
  zh: () => import('./verify-zh.js'),
  ar: () => import('./verify-ar.js'),
};
/** Those of verification. */
export const useVerifyTexts = (): Tell<VerifyTextId> => useLazyTexts<VerifyTextId>();
