import { useMessages } from '../../messages/use-messages.js';
import { dayText } from '../../model/dates.js';
import { exactText } from '../../model/instants.js';
import type { Moment } from '../../model/moment.js';

type When = Pick<Moment, 'day' | 'at'>;

/** A day, or an instant in the zone of the reader. */
export const useMomentText = ({ day, at }: When): string => {
  const { language } = useMessages();
  return at === undefined ? dayText(day, language, 'full') : exactText(at, language);
};
