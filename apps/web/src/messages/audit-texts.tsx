import type { AuditTextId } from './audit-en.js';
import { type Tell, type TextFiles, useLazyTexts } from './lazy-texts.js';

export const AUDIT_TEXTS: TextFiles = {
  en: () => import('./audit-en.js'),
  fr: () => import('./audit-fr.js'),
  zh: () => import('./audit-zh.js'),
  ar: () => import('./audit-ar.js'),
};
/** Those of the audit of a negotiation. */
export const useAuditTexts = (): Tell<AuditTextId> => useLazyTexts<AuditTextId>();
