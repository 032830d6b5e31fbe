import { dateWritten, type Language, LOCALES } from '#messages/languages.js';

/** The IANA name of the zone of the reader. */
export const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const written = (language: Language, options: Intl.DateTimeFormatOptions) => (at: Date) =>
  dateWritten(new Intl.DateTimeFormat(LOCALES[language], options), at, language);

/** An instant in the zone of the reader, with its name. */
export const instantText = (instant: string, language: Language): string =>
  written(language, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  })(new Date(instant));

/** The time of an instant in the zone of the reader, with its name; and with its day, unless that is today: a screen may stay open for days. */
export const timeText = (at: Date, language: Language, now = new Date()): string =>
  at.toDateString() === now.toDateString()
    ? new Intl.DateTimeFormat(LOCALES[language], {
        hour: '2-digit',
        minute: '2-digit',
        timeZoneName: 'short',
      }).format(at)
    : instantText(at.toISOString(), language);

/** An instant to the millisecond: two events of one second are told apart. */
export const exactText = (instant: string, language: Language): string =>
  written(language, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'short',
  })(new Date(instant));

/** The name of a zone, the same in summer and in winter: "Central European Time". Some, as UTC, have only one with an offset. */
export const zoneText = (zone: string, language: Language): string => {
  const name = (timeZoneName: 'longGeneric' | 'long') =>
    new Intl.DateTimeFormat(LOCALES[language], { timeZone: zone, timeZoneName })
      .formatToParts()
      .find(({ type }) => type === 'timeZoneName')?.value ?? zone;
  const generic = name('longGeneric');
  return /\d/.test(generic) ? name('long') : generic;
};
