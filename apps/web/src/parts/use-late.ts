import { LOCALES } from '#messages/languages.js';
import { Refused } from '../api/answer.js';
import { useMessages } from '../messages/use-messages.js';
import { rebuiltPart } from '../model/late.js';

/** What the service does instead of answering, in words; undefined if that is reading the record, as always. */
export const useLate = (late: Error | null): string | undefined => {
  const { say, language } = useMessages();
  const part = late instanceof Refused ? rebuiltPart(late.problem) : undefined;
  if (part === undefined) return undefined;
  if (part === 'unknown') return say('late.rebuilt');
  const percent = new Intl.NumberFormat(LOCALES[language], { style: 'percent' }).format(part);
  return say('late.rebuilt') + say('text.comma') + percent;
};
