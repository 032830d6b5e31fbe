import { type Language, LOCALES } from '#messages/languages.js';

/** An instant in the zone of the reader, with its name. */
export const instantText = (instant: string, language: Language): string =>
  new Intl.DateTimeFormat(LOCALES[language], {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(instant));
