import { useMessages } from '../../messages/use-messages.js';
import { useWeekTexts } from '../../messages/week-texts.js';
import { dayText } from '../../model/dates.js';
import { zoneText } from '../../model/instants.js';
import { dateOf } from '../../model/meeting-days.js';
import { daysAfter, mondayOf } from '../../model/week.js';
import { countsOf } from '../../model/week-marks.js';
import { useDateText } from '../../parts/fact-date.js';
import type { ShownWeek } from './use-shown-week.js';
import type { WeekFound } from './use-week.js';

type Props = Readonly<{ week: ShownWeek; count: number; found: WeekFound | undefined }>;

/** How many meetings there are, on whose days, and if there are none, what comes next. */
export const Head = ({ week: { monday, today, zone, isWrong }, count, found }: Props) => {
  const { say, language } = useMessages();
  const tell = useWeekTexts();
  const dated = useDateText();
  const counts = found && countsOf(found.rows);
  const thisWeek = mondayOf(today);
  const first = found?.next[0];
  const headline =
    counts &&
    (monday === thisWeek
      ? tell('week.headline', { count: counts.sure })
      : tell(monday < thisWeek ? 'week.headlinePast' : 'week.headlineOther', {
          count: counts.sure,
          week: dated(`${monday}/${daysAfter(monday, 6)}`).shown,
        }));
  const sentences = [
    isWrong ? tell('week.wrong') : undefined,
    counts && counts.perhaps > 0 ? tell('week.perhaps', { count: counts.perhaps }) : undefined,
    counts?.sure === 0 && first !== undefined
      ? tell('week.nextIs', {
          title: first.meeting.title,
          day: dated(dateOf(first.account)).shown,
        })
      : undefined,
    tell('week.zone', { zone: zoneText(zone, language) }),
  ];
  return (
    <header class="lede">
      <div class="crumb">
        <h1>{say('week.title')}</h1>
        <span class="dim">
          {tell('week.negotiations', { count })} · {tell('week.today', { day: dayText(today, language, 'full') })}
        </span>
      </div>
      <p class="headline" role="status">
        {headline ?? '\u00A0'}
      </p>
      <p class="by">{sentences.filter(Boolean).join(' ')}</p>
    </header>
  );
};
