import { useMessages } from '../../messages/use-messages.js';
import { dateOf, shapeOf } from '../../model/meeting-days.js';
import type { Mark } from '../../model/week-marks.js';
import { useDateText } from '../../parts/fact-date.js';

/** How a mark is drawn. Where it goes on beyond the week, its bar has no end. */
export const sign = ({ meeting, isRival, account, goesBack, goesOn }: Mark): string => {
  const isVague = account.when.isVague || account.isOfPlan;
  const shape = shapeOf(meeting.status);
  return ['wkb', shape, isVague && 'vague', isRival && 'rival', goesBack && 'back', goesOn && 'on']
    .filter(Boolean)
    .join(' ');
};

/** On which days it is: a screen reader does not see the column. */
export const DaysOf = ({ mark: { account } }: Readonly<{ mark: Mark }>) => {
  const { say } = useMessages();
  const dated = useDateText();
  return <>{dated(dateOf(account)).shown + say('text.colon')}</>;
};
