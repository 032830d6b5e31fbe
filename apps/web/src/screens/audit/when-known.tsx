import { Link } from 'wouter-preact';
import { useAuditTexts } from '../../messages/audit-texts.js';
import { momentAt, parametersOf } from '../../model/moment.js';
import { timeAt } from '../../model/strip.js';
import type { EventLine } from '../../types/types.gen.js';

type Props = Readonly<{ negotiation: string; events: readonly EventLine[]; at: number }>;

/** Where the negotiation stood with this event on record, without it, and by what was known then. */
export const WhenKnown = ({ negotiation, events, at: place }: Props) => {
  const tell = useAuditTexts();
  const at = (axis: 'asOf' | 'knownAt', instant: string) =>
    `/negotiations/${encodeURIComponent(negotiation)}?${parametersOf(momentAt(axis, instant))}`;
  const [before, recorded] = [timeAt(events, place - 1), timeAt(events, place)];
  // Of events of one millisecond, or behind one of a later time, no instant is between.
  const hasBefore = place > 0 && before < recorded;
  return (
    <section class="part on-screen">
      <h3>{tell('audit.known')}</h3>
      <ul class="links">
        {hasBefore && (
          <li>
            <Link href={at('asOf', before)}>{tell('audit.asRecordedBefore')}</Link>
          </li>
        )}
        <li>
          <Link href={at('asOf', recorded)}>{tell('audit.asRecorded')}</Link>
        </li>
        <li>
          <Link href={at('knownAt', events[place]!.learnedAt)}>{tell('audit.asKnown')}</Link>
        </li>
      </ul>
      <p class="dim small">{tell('audit.knownWhat')}</p>
    </section>
  );
};
