import { useMessages } from '../../messages/use-messages.js';
import { shapeOf } from '../../model/meeting-days.js';
import type { Mark } from '../../model/week-marks.js';
import { useDateText } from '../../parts/fact-date.js';

/** How a mark is drawn. Where it goes on beyond the week, its bar has no end. */
export const sign = ({ meeting, isRival, account: { when }, goesBack, goesOn }: Mark): string =>
  ['wkb', shapeOf(meeting.status), when.isVague && 'vague', isRival && 'rival', goesBack && 'back', goesOn && 'on']
    .filter(Boolean)
    .join(' ');

/** On which days it is: a screen reader does not see the column. */
export const DaysOf = ({ mark: { account } }: Readonly<{ mark: Mark }>) => {
  const { say } = useMessages();
  const { from, to } = account.when;
  const dated = useDateText();
  const edtf = account.when.isVague && account.edtf !== undefined ? account.edtf : from === to ? from : `${from}/${to}`;
  return <>{dated(edtf).shown + say('text.colon')}</>;
};
