import { type Language, LOCALES } from '#messages/languages.js';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A size as it is told, such as "1.2 MB". */
export const sizeText = (bytes: number, language: Language): string => {
  const step = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const format = { style: 'unit', unit: UNITS[step]!, unitDisplay: 'short', maximumSignificantDigits: 3 } as const;
  return new Intl.NumberFormat(LOCALES[language], format).format(bytes / 1000 ** step);
};
