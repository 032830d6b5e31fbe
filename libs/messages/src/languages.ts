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
