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

/** The name of the zone of the reader, without an hour: "Central European Time". */
export const zoneText = (zone: string, language: Language): string =>
  new Intl.DateTimeFormat(LOCALES[language], { timeZone: zone, timeZoneName: 'longGeneric' })
    .formatToParts()
    .find(({ type }) => type === 'timeZoneName')?.value ?? zone;
