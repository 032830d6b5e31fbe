import type { Day } from '#domain/world-date.js';
import { type DateLanguage, readDate } from '../said/read-date.js';

/** A Monday, from which these specs read what was said. */
export const FROM = '2025-10-27' as Day;
/** What was said in EDTF, the likeliest reading first. Without a language, in any of them. */
export const edtfs = (said: string, language?: DateLanguage, from = FROM) =>
  readDate(said, from, language).map(({ edtf }) => edtf);
