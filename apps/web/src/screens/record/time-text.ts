import { LOCALES, type Language } from '#messages/languages.js';

/** The time of a moment; of one that was not today, with its day. */
export const timeText = (at: Date, language: Language): string => {
  const isToday = at.toDateString() === new Date().toDateString();
  const style = isToday ? ({ timeStyle: 'short' } as const) : ({ dateStyle: 'medium', timeStyle: 'short' } as const);
  return new Intl.DateTimeFormat(LOCALES[language], style).format(at);
};
