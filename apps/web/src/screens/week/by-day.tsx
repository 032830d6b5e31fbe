import { useMessages } from '../../messages/use-messages.js';
import { useWeekTexts } from '../../messages/week-texts.js';
import { dayText } from '../../model/dates.js';
import { nameIn } from '../../model/names.js';
import { daysOfWeek } from '../../model/week.js';
import type { Mark } from '../../model/week-marks.js';
import type { Opened } from '../../parts/drawer/opened.js';
import { DaysOf, sign } from './mark-days.js';
import { MarkWords } from './mark-words.js';
import { UndatedWords } from './undated-words.js';
import type { ShownWeek } from './use-shown-week.js';
import type { WeekFound } from './use-week.js';

type Props = Readonly<{ week: ShownWeek; found: WeekFound; open: (opened: Opened) => void }>;

/** The week as a list by day, where there is no room for columns. What lasts for days is on each; a period is apart: it is on no day of its own. */
export const ByDay = (props: Props) => {
  const { week, found, open } = props;
  const { language } = useMessages();
  const tell = useWeekTexts();
  const marks = found.rows.flatMap((row) => row.marks);
  const undated = found.rows.flatMap((row) => row.undated);
  const isPeriod = ({ account: { when } }: Mark) => when.isVague && when.from !== when.to;
  const periods = marks.filter(isPeriod);
  if (found.rows.length === 0) return null;
  return (
    <div class="wkdays">
      {daysOfWeek(week.monday).map((day, n) => {
        const here = marks.filter((mark) => mark.column <= n && n < mark.column + mark.days && !isPeriod(mark));
        const text = dayText(day, language, 'dayInFull');
        if (here.length === 0) return null;
        return (
          <section key={day} aria-labelledby={`day-${day}`}>
            <h2 id={`day-${day}`} {...(day === week.today && { 'aria-current': 'date' })}>
              {day === week.today ? tell('week.isToday', { day: text }) : text}
            </h2>
            <Marks {...props} marks={here} />
          </section>
        );
      })}
      {periods.length > 0 && (
        <section aria-labelledby="some-day">
          <h2 id="some-day">{tell('week.someDay')}</h2>
          <Marks {...props} marks={periods} />
        </section>
      )}
      {undated.length > 0 && (
        <section aria-labelledby="no-day">
          <h2 id="no-day">{tell('week.noDay')}</h2>
          <ul>
            {undated.map((one) => (
              <li key={one.key}>
                <i class={`wkb ${one.isRival ? 'rival' : 'planned'}`} aria-hidden="true" />
                <UndatedWords undated={one} open={open} zone={week.zone} monday={week.monday} />
                <Of id={one.meeting.negotiationId} found={found} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
};

const Marks = ({ week, found, open, marks }: Props & Readonly<{ marks: readonly Mark[] }>) => (
  <ul>
    {marks.map((mark) => (
      <li key={`${mark.meeting.id} ${mark.account.eventId}`}>
        <i class={sign(mark)} aria-hidden="true" />
        {mark.days > 1 && !mark.account.when.isVague && (
          <p class="by">
            <DaysOf mark={mark} />
          </p>
        )}
        <MarkWords mark={mark} names={found.names} open={open} zone={week.zone} monday={week.monday} />
        <Of id={mark.meeting.negotiationId} found={found} />
      </li>
    ))}
  </ul>
);

/** Of which negotiation it is. */
const Of = ({ id, found }: Readonly<{ id: string; found: WeekFound }>) => {
  const { say } = useMessages();
  return (
    <p class="by of">
      <bdi>{nameIn(found.names, 'negotiation', id) ?? say('board.voided')}</bdi>
    </p>
  );
};
