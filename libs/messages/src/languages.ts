/** The languages of sentences, and the locale in which each writes dates and numbers. Figures are Latin, as in official notices. */
export const LOCALES = {
  en: 'en-GB',
  fr: 'fr-FR',
  zh: 'zh-Hans-CN',
  ar: 'ar-u-nu-latn-ca-gregory',
} as const;
export type Language = keyof typeof LOCALES;
/** The first is for readers who prefer none of them. */
export const LANGUAGES = Object.keys(LOCALES) as readonly Language[];

/** Keeps the direction of a text apart from that of the sentence around it (Unicode, UAX 9: FSI, PDI). */
export const isolate = (text: string): string => `\u2068${text}\u2069`;

/** A day or an instant in words. Intl writes the first day of a month in French as a figure, "1 octobre", where French says "1er octobre". */
export const dateWritten = (format: Intl.DateTimeFormat, at: Date, language: Language): string =>
  language === 'fr' ? inFrench(format.formatToParts(at)) : format.format(at);

/** The same for a period. */
export const periodWritten = (format: Intl.DateTimeFormat, from: Date, to: Date, language: Language): string =>
  language === 'fr' ? inFrench(format.formatRangeToParts(from, to)) : format.formatRange(from, to);

type Part = Readonly<{ type: string; value: string }>;
const inFrench = (parts: readonly Part[]): string =>
  parts.map(({ type, value }) => (type === 'day' && value === '1' ? '1er' : value)).join('');
