import { type Tell, type TextFiles, useLazyTexts } from './lazy-texts.js';
import type { LoginTextId } from './login-en.js';

export const LOGIN_TEXTS: TextFiles = {
  en: () => import('./login-en.js'),
  fr: () => import('./login-fr.js'),
  zh: () => import('./login-zh.js'),
  ar: () => import('./login-ar.js'),
};
/** Those of logging in again. */
export const useLoginTexts = (): Tell<LoginTextId> => useLazyTexts<LoginTextId>();
