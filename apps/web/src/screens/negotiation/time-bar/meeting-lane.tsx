import type { Board, BoardMeeting } from '../../../types/types.gen.js';
import { daysOf } from '#edtf/days-of.js';
import { placeOf, type Scale } from '../../../model/scale.js';
import { percent } from '../../../parts/time/percent.js';

/** The first day of a meeting, as held or else as planned. */
const dayOf = ({ held, planned }: BoardMeeting): string | undefined => {
  const date = held?.occurredOn ?? planned?.on;
  return date === undefined ? undefined : daysOf(date)?.from;
};

/** Further on, there is no room for a name. */
const ROOM = 0.75;

/** The meetings of the board on the axis. The section below says them in words. */
export const MeetingLane = ({ board, scale, day }: Readonly<{ board: Board; scale: Scale; day: string }>) => {
  const meetings = [...board.lastMeetings, ...(board.nextMeeting ? [board.nextMeeting] : [])].flatMap((meeting) => {
    const on = dayOf(meeting);
    return on === undefined ? [] : [{ id: meeting.id, title: meeting.title, on }];
  });
  const last = meetings.toSorted((a, b) => (a.on < b.on ? -1 : 1)).at(-1);
  return (
    <div class="lane" aria-hidden="true">
      {last && placeOf(scale, last.on) < ROOM && (
        <span class="note" style={{ '--x': percent(placeOf(scale, last.on)) }}>
          <bdi>{last.title}</bdi>
        </span>
      )}
      {meetings.map(({ id, title, on }) => (
        <i
          key={id}
          class={on <= day ? 'dia' : 'dia after'}
          style={{ '--x': percent(placeOf(scale, on)) }}
          title={title}
        />
      ))}
    </div>
  );
};
