import { Link } from 'wouter-preact';
import { useAuditTexts } from '../../messages/audit-texts.js';
import { momentAt, parametersOf } from '../../model/moment.js';
import type { EventLine } from '../../types/types.gen.js';

type Props = Readonly<{ negotiation: string; event: EventLine; before: EventLine | undefined }>;

/** Where the negotiation stood with this event on record, without it, and by what was known then. */
export const WhenKnown = ({ negotiation, event, before }: Props) => {
  const tell = useAuditTexts();
  const at = (axis: 'asOf' | 'knownAt', instant: string) =>
    `/negotiations/${encodeURIComponent(negotiation)}?${parametersOf(momentAt(axis, instant))}`;
  // Of events of one millisecond, no instant is between.
  const hasBefore = before !== undefined && before.recordedAt < event.recordedAt;
  return (
    <section class="part">
      <h3>{tell('audit.known')}</h3>
      <ul class="links">
        {hasBefore && (
          <li>
            <Link href={at('asOf', before.recordedAt)}>{tell('audit.asRecordedBefore')}</Link>
          </li>
        )}
        <li>
          <Link href={at('asOf', event.recordedAt)}>{tell('audit.asRecorded')}</Link>
        </li>
        <li>
          <Link href={at('knownAt', event.learnedAt)}>{tell('audit.asKnown')}</Link>
        </li>
      </ul>
      <p class="dim small">{tell('audit.knownWhat')}</p>
    </section>
  );
};
