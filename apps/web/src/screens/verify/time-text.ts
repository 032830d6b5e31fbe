import type { Language } from '#messages/languages.js';
import { onOneLine } from '#ledger/audit/report.js';
import { instantText } from '../../model/instants.js';

/** A time that a file has, which may be none: then as it stands there. */
export const timeText = (text: string, language: Language): string =>
  Number.isNaN(new Date(text).getTime()) ? onOneLine(text) : instantText(text, language);
