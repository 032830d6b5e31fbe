import { Link } from 'wouter-preact';
import { useAuditTexts } from '../../messages/audit-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { dayText } from '../../model/dates.js';
import { isPutRight, stretchAround } from '../../model/strip.js';
import type { EventLine } from '../../types/types.gen.js';

/** As many as stand beside the event without scrolling. */
const MOST_LINES = 13;

type Props = Readonly<{ events: readonly EventLine[]; at: number; addressOf: (eventId: string) => string }>;

/** The events around the one at the hand, each a link to it. */
export const Trail = ({ events, at, addressOf }: Props) => {
  const tell = useAuditTexts();
  const { say, language } = useMessages();
  const { from, to } = stretchAround(at, events.length, MOST_LINES);
  return (
    <section class="sec" aria-labelledby="trail">
      <h2 id="trail">
        {tell('audit.trail')} <small>{tell('audit.inOrder')}</small>
      </h2>
      <p class="trailhead" aria-hidden="true">
        <span>{tell('audit.number')}</span>
        <span>{tell('audit.what')}</span>
        <span>{tell('audit.knownSince')}</span>
      </p>
      <ol class="trail" start={from + 1}>
        {events.slice(from, to).map((event, n) => (
          <li key={event.eventId}>
            <Link href={addressOf(event.eventId)} aria-current={from + n === at ? 'true' : undefined}>
              <span class="n">{from + n + 1}</span>
              <span class="rec">
                {isPutRight(event) && <i class={event.type === 'RecordVoided' ? 'fixed void' : 'fixed'} />}
                {event.inEffect ? event.title : <s>{event.title}</s>}
              </span>
              <span class="d">
                <span class="vh">
                  {tell('audit.knownSince')}
                  {say('text.colon')}
                </span>
                {dayText(event.learnedAt.slice(0, 10), language)}
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
};
