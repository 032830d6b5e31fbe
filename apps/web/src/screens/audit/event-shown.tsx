import { useEffect, useRef } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { useAnswer } from '../../api/queries.js';
import { useAuditTexts } from '../../messages/audit-texts.js';
import { useFactTexts } from '../../messages/fact-texts.js';
import { exactText } from '../../model/instants.js';
import { type Marking, markingText } from '../../model/marking.js';
import { useMessages } from '../../messages/use-messages.js';
import { FactPage } from '../../parts/fact/fact-page.js';
import { isPutRight } from '../../model/strip.js';
import { Loading } from '../../parts/loading.js';
import { Trouble } from '../../parts/trouble.js';
import type { EventLine, EventPage } from '../../types/types.gen.js';
import { Compared } from './compared.js';
import { WhenKnown } from './when-known.js';

type Props = Readonly<{
  negotiation: string;
  events: readonly EventLine[];
  at: number;
  restsAt: number;
  addressOf: (eventId: string) => string;
}>;

/** The event at the hand. Its line stands at once; its page follows when the hand rests. */
export const EventShown = ({ negotiation, events, at, restsAt, addressOf }: Props) => {
  const tell = useAuditTexts();
  const tellFact = useFactTexts();
  const event = events[at]!;
  const section = useRef<HTMLElement>(null);
  // The link that was followed inside goes with the event that it was on, and would take the focus with it.
  const isFollowed = useRef(false);
  const followed = () => {
    isFollowed.current = true;
  };
  useEffect(() => {
    if (isFollowed.current) section.current?.focus();
    isFollowed.current = false;
  }, [event.eventId]);
  const isAtRest = at === restsAt;
  const { data, error, refetch } = useAnswer<EventPage & { marking: Marking }>(
    `/v1/events/${encodeURIComponent(events[restsAt]!.eventId)}`,
  );
  const page = data?.body.eventId === event.eventId ? data.body : undefined;
  return (
    <section class="sec shown" id="event" ref={section} tabIndex={-1} aria-labelledby="event-title">
      <h2>
        {tell('audit.place', { n: at + 1, count: events.length })}{' '}
        <small>
          {isPutRight(event) && (
            <>
              <i class={event.type === 'RecordVoided' ? 'fixed void' : 'fixed'} />
              {tell(event.type === 'RecordVoided' ? 'audit.voiding' : 'audit.correction')}
            </>
          )}
        </small>
      </h2>
      <p class="event rec" id="event-title">
        {event.title}
      </p>
      {page && (
        <>
          <FactPage key={page.eventId} event={page} addressOf={addressOf} followed={followed}>
            {page.type === 'RecordCorrected' && <Compared correction={page} />}
          </FactPage>
          {page.corrections.length === 0 && <p class="small">{tell('audit.untouched')}</p>}
          <WhenKnown negotiation={negotiation} events={events} at={at} />
          <Evidence page={page} />
        </>
      )}
      {!page &&
        (error && isAtRest ? (
          <Trouble error={error} retry={() => void refetch()} heading="h3" />
        ) : (
          <Loading>{tellFact('fact.loading')}</Loading>
        ))}
    </section>
  );
};

/** Its marking, its id, and for auditors its place and the address of its proof. */
const Evidence = ({ page }: Readonly<{ page: EventPage & { marking: Marking } }>) => {
  const tell = useAuditTexts();
  const { language } = useMessages();
  const { audit } = page;
  const own = new URLSearchParams({ event: page.eventId });
  return (
    <section class="part">
      <h3>{tell('audit.seeForYourself')}</h3>
      <dl class="facts">
        <dt>{tell('audit.marking')}</dt>
        <dd>
          <bdi>{markingText(page.marking)}</bdi>
        </dd>
        <dt>{tell('audit.id')}</dt>
        <dd>
          <Link href={`?${own}`}>
            <code dir="ltr">{page.eventId}</code>
          </Link>
        </dd>
        <dt>{tell('audit.clock')}</dt>
        <dd>
          {exactText(page.recordedAt, language)} <span class="dim">({page.recordedAt})</span>
        </dd>
        {audit?.ordinal !== undefined && (
          <>
            <dt>{tell('audit.ordinal')}</dt>
            <dd>{tell('audit.ordinalOf', { ordinal: audit.ordinal })}</dd>
          </>
        )}
        {audit && (
          <>
            <dt>{tell('audit.entry')}</dt>
            <dd>
              <code dir="ltr">{audit.entry}</code>
            </dd>
            <dt>{tell('audit.proofAt')}</dt>
            <dd>
              <code dir="ltr">{audit.proof}</code>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
};
