import type { ComponentChildren } from 'preact';
import type { Board, BoardMeeting } from '../../types/types.gen.js';
import { useMessages } from '../../messages/use-messages.js';
import type { Moment } from '../../model/moment.js';
import { BriefLink } from '../../parts/brief-link.js';
import { FactDate } from '../../parts/fact-date.js';
import { Glyph } from '../../parts/glyph.js';
import { Attendance } from './attendance.js';
import type { Opened } from '../../parts/drawer/opened.js';

type Props = Readonly<{ board: Board; moment: Moment | undefined; open: (opened: Opened) => void }>;

/** The next meeting and who is said to come, or the last one. */
export const Meetings = ({ board, moment, open }: Props) => {
  const { say } = useMessages();
  const brief = (meeting: BoardMeeting) => (
    <BriefLink negotiation={board.negotiation.id} meeting={meeting} moment={moment} />
  );
  const { nextMeeting, lastMeetings, names } = board;
  // Of the last meetings, the one on which something was said of who comes says more.
  const last = lastMeetings.find(({ coming }) => coming.items.length > 0) ?? lastMeetings[0];
  const shown = nextMeeting ?? last;
  return (
    <section class="sec meet" aria-labelledby="meetings">
      <h2 id="meetings">{say('meetings.next')}</h2>
      {nextMeeting ? (
        <Planned meeting={nextMeeting} brief={brief(nextMeeting)} open={open} />
      ) : (
        <p class="when">{say('meetings.none')}</p>
      )}
      {last && (
        <p class="by">
          {say('meetings.last')}{' '}
          <button type="button" class="named" onClick={() => open({ kind: 'meeting', id: last.id, title: last.title })}>
            <bdi>{last.title}</bdi>
          </button>
          {last.held?.occurredOn !== undefined && (
            <>
              {say('text.comma')}
              <FactDate edtf={last.held.occurredOn} text={last.held.occurredText} style="long" />
            </>
          )}
          {' · '}
          {brief(last)}
        </p>
      )}
      {shown && <Attendance meeting={shown} names={names} isOver={shown !== nextMeeting} />}
    </section>
  );
};

type PlannedProps = Readonly<{ meeting: BoardMeeting; brief: ComponentChildren; open: (opened: Opened) => void }>;

const Planned = ({ meeting, brief, open }: PlannedProps) => {
  const { say } = useMessages();
  const { id, title, planned, plannedAccounts, place, status, level, mode } = meeting;
  const how = [level && say(`level.${level}`), mode && say(`mode.${mode}`), say(`meeting.${status}`)];
  const others = (plannedAccounts?.items ?? []).filter(({ eventId }) => eventId !== planned?.eventId);
  return (
    <>
      <p class="when">
        {planned?.on !== undefined ? (
          <FactDate edtf={planned.on} text={planned.text} style="full" />
        ) : (
          <bdi>{planned?.text ?? say('meetings.noDay')}</bdi>
        )}
        {place !== undefined && (
          <>
            {say('text.comma')}
            <bdi>{place}</bdi>
          </>
        )}
      </p>
      <p class="by">
        <button type="button" class="named" onClick={() => open({ kind: 'meeting', id, title })}>
          <bdi>{title}</bdi>
        </button>
        {' · '}
        {how.filter(Boolean).join(' · ')}
        {' · '}
        {brief}
      </p>
      {others.length > 0 && (
        <p class="by">
          <span class="wait">
            <Glyph name="neq" />
          </span>
          {say('meetings.otherwise')}{' '}
          {others.map(({ eventId, on, text }, n) => (
            <bdi key={eventId}>
              {n > 0 && say('text.comma')}
              {text === undefined ? on && <FactDate edtf={on} /> : `“${text}”`}
            </bdi>
          ))}
        </p>
      )}
    </>
  );
};
