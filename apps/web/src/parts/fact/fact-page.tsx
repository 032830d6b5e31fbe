import type { ComponentChildren } from 'preact';
import { Link } from 'wouter-preact';
import { useAnswer } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import { useFactTexts } from '../../messages/fact-texts.js';
import { dayText } from '../../model/dates.js';
import { textsBeside } from '../../model/event-changes.js';
import { instantText } from '../../model/instants.js';
import { nameIn } from '../../model/names.js';
import { SourceLine } from '../drawer/source-line.js';
import { FactDate } from '../fact-date.js';
import { Glyph } from '../glyph.js';
import type { EventBeside, EventPage, Me, Names, Source } from '../../types/types.gen.js';
import { FirstRecorded } from './first-recorded.js';
import { Grade } from './grade.js';

/** How another event is reached: by what shows it in place of this one, or by its address. `followed`: it is going to be shown here. */
type Way = Readonly<
  { go: (eventId: string) => void } | { addressOf: (eventId: string) => string; followed: () => void }
>;

/** `children`: what a screen tells of it besides, before its sources. */
type Props = Readonly<{ event: EventPage; children?: ComponentChildren }> & Way;

/** What an event says, by whose word, who recorded it when, what corrected it, and what was recorded beside it. */
export const FactPage = ({ event, children, ...way }: Props) => {
  const tell = useFactTexts();
  const { title, data, sources = [], corrections, markings, follows, followedBy, asRecorded, voidedBy, reason } = event;
  return (
    <>
      {voidedBy !== undefined && (
        <p class="flagged">
          <span class="wait">
            <Glyph name="warn" />
          </span>
          {tell('fact.voided')}
        </p>
      )}
      {[...new Set([...textsBeside(title, data), ...(reason === undefined ? [] : [reason])])].map((text) => (
        <p key={text} class="rec" dir="auto">
          {text}
        </p>
      ))}
      <Circumstances event={event} />
      {children}
      <Part title={tell('fact.sources')}>
        {sources.length === 0 && event.provenance === undefined && <p class="dim">{tell('fact.noSource')}</p>}
        {sources.map((source, n) => (
          <Graded key={n} source={source} names={event.names} />
        ))}
      </Part>
      {asRecorded && (
        <Part title={tell('fact.firstRecorded')}>
          <FirstRecorded event={event} first={asRecorded} />
        </Part>
      )}
      {corrections.length > 0 && (
        <Part title={tell('fact.corrections')}>
          {corrections.map((one) => (
            <Beside key={one.eventId} event={one} {...way} />
          ))}
        </Part>
      )}
      {(event.corrects ?? follows ?? followedBy) && (
        <Part title={tell('fact.beside')}>
          {event.corrects && <Beside event={event.corrects} {...way} />}
          {follows && <Beside when={tell('fact.before')} event={follows} {...way} />}
          {followedBy && <Beside when={tell('fact.after')} event={followedBy} {...way} />}
        </Part>
      )}
      {markings.length > 0 && (
        <Part title={tell('fact.markings')}>
          {markings.map((one) => (
            <Beside key={one.eventId} event={one} {...way} />
          ))}
        </Part>
      )}
      {event.comment !== undefined && (
        <Part title={tell('fact.comment')}>
          <p class="rec" dir="auto">
            {event.comment}
          </p>
        </Part>
      )}
      <PutRight event={event} />
      <Lower event={event} />
      {'go' in way && <InAudit event={event} />}
      {!event.inEffect && voidedBy === undefined && <p class="dim">{tell('fact.notCounting')}</p>}
    </>
  );
};

/** Leads whoever may record to its correction. What is marked is marked again instead. */
const PutRight = ({ event: { eventId, negotiationId, type, inEffect } }: Readonly<{ event: EventPage }>) => {
  const tell = useFactTexts();
  const { data } = useAnswer<Me>('/v1/me');
  if (!inEffect || /^(?:RecordMarked|Marking)/.test(type) || data?.body.may.includes('record') !== true) return null;
  return (
    <p class="on-screen">
      <Link href={`/negotiations/${encodeURIComponent(negotiationId)}/record?right=${encodeURIComponent(eventId)}`}>
        {tell('fact.putRight')}
      </Link>
    </p>
  );
};

/** Leads whoever approves lower markings to that of the thing. */
const Lower = ({ event: { eventId, negotiationId } }: Readonly<{ event: EventPage }>) => {
  const tell = useFactTexts();
  const { data } = useAnswer<Me>('/v1/me');
  if (data?.body.may.includes('approve-marking') !== true) return null;
  const [negotiation, event] = [negotiationId, eventId].map(encodeURIComponent);
  return (
    <p class="on-screen">
      <Link href={`/administration?negotiation=${negotiation}&lower=${event}`}>{tell('fact.lower')}</Link>
    </p>
  );
};

/** Leads to the event among all that were recorded. */
const InAudit = ({ event: { eventId, negotiationId } }: Readonly<{ event: EventPage }>) => {
  const tell = useFactTexts();
  return (
    <p>
      <Link href={`/negotiations/${encodeURIComponent(negotiationId)}/audit?event=${encodeURIComponent(eventId)}`}>
        {tell('fact.audit')}
      </Link>
    </p>
  );
};

const Part = ({ title, children }: Readonly<{ title: string; children: ComponentChildren }>) => (
  <section class="part">
    <h3>{title}</h3>
    {children}
  </section>
);

/** Corrections, voidings and markings are of the record: nothing of them happened in the world. */
const isAboutRecord = ({ type }: EventPage): boolean => /^(?:Record|Marking)(?=[A-Z])/.test(type);

/** When it happened, when our side learned of it, and who recorded it when. */
const Circumstances = ({ event }: Readonly<{ event: EventPage }>) => {
  const { say, language } = useMessages();
  const tell = useFactTexts();
  const { occurredOn, occurredText, occurredTime, learnedAt, recordedAt, recordedBy, onBehalfOf } = event;
  const { provenance, codes = [], names } = event;
  const reporter =
    provenance?.reportedById === undefined
      ? provenance?.reportedBy
      : (nameIn(names, 'representative', provenance.reportedById) ?? say('names.hidden'));
  return (
    <dl class="facts">
      {!isAboutRecord(event) && (
        <>
          <dt>{tell('fact.happened')}</dt>
          <dd>
            {occurredOn === undefined ? (
              <span class="dim">{tell('fact.noDate')}</span>
            ) : (
              <b>
                <FactDate edtf={occurredOn} text={occurredText} style="long" />
              </b>
            )}
            {occurredTime && (
              <>
                {say('text.comma')}
                <bdi>
                  {occurredTime.time} ({occurredTime.zone})
                </bdi>
              </>
            )}
            {occurredText !== undefined && <span class="by"> {tell('fact.told', { words: occurredText })}</span>}
          </dd>
        </>
      )}
      <dt>{tell('fact.learned')}</dt>
      <dd>{dayText(learnedAt.slice(0, 10), language, 'long')}</dd>
      <dt>{tell('fact.recorded')}</dt>
      <dd>
        {tell('fact.recordedBy', { time: instantText(recordedAt, language), person: recordedBy })}
        {onBehalfOf !== undefined && (
          <>
            <br />
            {tell('fact.onBehalfOf')} <bdi>{onBehalfOf}</bdi>
          </>
        )}
      </dd>
      {reporter !== undefined && (
        <>
          <dt>{tell('fact.reportedBy')}</dt>
          <dd>
            <bdi>{reporter}</bdi>
          </dd>
        </>
      )}
      {codes.length > 0 && (
        <>
          <dt>{tell('fact.codes')}</dt>
          <dd>
            <bdi>{codes.map(({ scheme, code }) => `${scheme} ${code}`).join(say('text.comma'))}</bdi>
          </dd>
        </>
      )}
    </dl>
  );
};

const Graded = ({ source, names }: Readonly<{ source: Source; names: Names }>) => {
  const { reliability, ...rest } = source;
  return (
    <>
      <SourceLine source={rest} names={names} />
      <Grade grade={reliability} />
    </>
  );
};

/** Not one that opens another tab or window, or saves. */
const isHere = ({ button, ctrlKey, metaKey, altKey, shiftKey }: MouseEvent): boolean =>
  button === 0 && !(ctrlKey || metaKey || altKey || shiftKey);

/** Another event of the same thing, which leads to its own page. */
const Beside = ({ when, event, ...way }: Readonly<{ when?: string; event: EventBeside }> & Way) => {
  const { language } = useMessages();
  const tell = useFactTexts();
  const { eventId, title, reason, recordedAt, recordedBy, inEffect } = event;
  return (
    <div class="beside">
      {when !== undefined && <span class="dim">{when}: </span>}
      {'go' in way ? (
        <button type="button" class="named rec" onClick={() => way.go(eventId)}>
          {title}
        </button>
      ) : (
        <Link
          class="quiet rec"
          href={way.addressOf(eventId)}
          onClick={(click: MouseEvent) => isHere(click) && way.followed()}
        >
          {title}
        </Link>
      )}
      {reason !== undefined && (
        <p class="rec" dir="auto">
          {reason}
        </p>
      )}
      <p class="by">
        {tell('fact.changedBy', { day: dayText(recordedAt.slice(0, 10), language), person: recordedBy })}
        {!inEffect && ` · ${tell('fact.notCounting')}`}
      </p>
    </div>
  );
};
