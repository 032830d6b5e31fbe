import type { Language } from '#messages/languages.js';
import { useMessages } from '../../messages/use-messages.js';
import { dayText } from '../../model/dates.js';
import { exactText } from '../../model/instants.js';
import type { Moment } from '../../model/moment.js';

type When = Pick<Moment, 'day' | 'at'>;
const whenText = ({ day, at }: When, language: Language): string =>
  at === undefined ? dayText(day, language, 'full') : exactText(at, language);

/** A day, or an instant in the zone of the reader. */
export const useMomentText = (when: When): string => whenText(when, useMessages().language);

/** What is shown of a past moment, as it stands on paper: "As known at the end of Wednesday, 29 October 2025". */
export const useMomentSaid = (moment: Moment | undefined): string | undefined => {
  const { say, language } = useMessages();
  if (moment === undefined) return undefined;
  const when = whenText(moment, language);
  const { axis, at } = moment;
  return axis === 'happenedBy' || at === undefined
    ? say(`at.${axis}`, { day: when })
    : say(`at.${axis}.instant`, { instant: when });
};
