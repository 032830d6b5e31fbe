import { useMessages } from '../../messages/use-messages.js';
import { useWeekTexts } from '../../messages/week-texts.js';
import { listText } from '../../model/dates.js';
import { nameIn } from '../../model/names.js';
import { Glyph } from '../../parts/glyph.js';
import type { WeekFound } from './use-week.js';

type Props = Readonly<{ found: WeekFound; retry: () => void }>;

/** The negotiations whose disputes cannot be read now, if there are any. */
export const DisputesMissing = ({ found: { withoutDisputes, names }, retry }: Props) => {
  const { say, language } = useMessages();
  const tell = useWeekTexts();
  if (withoutDisputes.length === 0) return null;
  const named = withoutDisputes.map((id) => nameIn(names, 'negotiation', id) ?? say('board.voided'));
  return (
    <p class="by" role="status">
      <Glyph name="warn" />
      {tell('week.disputesMissing', { negotiations: listText(named, language) })}{' '}
      <button type="button" class="plain" onClick={retry}>
        {say('trouble.retry')}
      </button>
    </p>
  );
};
