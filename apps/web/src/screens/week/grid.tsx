import { Link } from 'wouter-preact';
import { useMessages } from '../../messages/use-messages.js';
import { useWeekTexts } from '../../messages/week-texts.js';
import { dayText } from '../../model/dates.js';
import { nameIn } from '../../model/names.js';
import { daysOfWeek } from '../../model/week.js';
import type { WeekRow } from '../../model/week-marks.js';
import type { Opened } from '../../parts/drawer/opened.js';
import { FactDate } from '../../parts/fact-date.js';
import type { ListedNegotiation } from '../../types/types.gen.js';
import { MarkWords } from './mark-words.js';
import { DaysOf, sign } from './mark-days.js';
import { UndatedWords } from './undated-words.js';
import type { ShownWeek } from './use-shown-week.js';
import type { WeekFound } from './use-week.js';

type Open = (opened: Opened) => void;
type Props = Readonly<{
  week: ShownWeek;
  found: WeekFound;
  negotiations: readonly ListedNegotiation[];
  open: Open;
}>;

/** A row for each negotiation, a column for each day, and one for what has no day. */
export const Grid = ({ week: { monday, today, zone }, found, negotiations, open }: Props) => {
  const { say, language } = useMessages();
  const tell = useWeekTexts();
  const { rows } = found;
  if (rows.length === 0) return null;
  const days = daysOfWeek(monday);
  return (
    <div class="wide">
      <table class="wkgrid">
        <caption class="vh">{tell('week.caption')}</caption>
        <colgroup>
          <col class="n" />
          <col span={7} />
          <col class="t" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">{say('list.negotiation')}</th>
            {days.map((day, n) => {
              const text = dayText(day, language, n === 0 || day.endsWith('-01') ? 'dayOfWeekAndMonth' : 'dayOfWeek');
              return (
                <th key={day} scope="col" {...(day === today && { 'aria-current': 'date' })}>
                  {day === today ? tell('week.isToday', { day: text }) : text}
                </th>
              );
            })}
            <th scope="col">{tell('week.noDay')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const listed = negotiations.find(({ id }) => id === row.negotiationId);
            const title = listed?.title ?? nameIn(found.names, 'negotiation', row.negotiationId) ?? say('board.voided');
            return (
              <tr key={row.negotiationId}>
                <th scope="row">
                  <Link href={`/negotiations/${row.negotiationId}`}>
                    <bdi>{title}</bdi>
                  </Link>
                  <About listed={listed} />
                </th>
                <td colSpan={7}>
                  <Lanes row={row} found={found} open={open} zone={zone} monday={monday} />
                </td>
                <td class="t">
                  {row.undated.length > 0 && (
                    <ul>
                      {row.undated.map((one) => (
                        <li key={one.key}>
                          <i class={`wkb ${one.isRival ? 'rival' : 'planned'}`} aria-hidden="true" />
                          <UndatedWords undated={one} open={open} zone={zone} monday={monday} />
                        </li>
                      ))}
                    </ul>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
};

/** What the negotiation is about, how it stands, and how old the record is. */
const About = ({ listed }: Readonly<{ listed: ListedNegotiation | undefined }>) => {
  const { say } = useMessages();
  const tell = useWeekTexts();
  if (listed === undefined) return null;
  const { subject, status, lastEvent } = listed;
  return (
    <>
      {subject !== undefined && (
        <p class="rec" dir="auto">
          {subject}
        </p>
      )}
      <p class="by">
        <span>{say(`status.${status}`)}</span>
        {lastEvent?.occurredOn !== undefined && (
          <span>
            {tell('week.lastFact')} <FactDate edtf={lastEvent.occurredOn} text={lastEvent.occurredText} />
          </span>
        )}
      </p>
    </>
  );
};

type LanesProps = Readonly<{ row: WeekRow; found: WeekFound; open: Open; zone: string; monday: string }>;
const Lanes = ({ row, found, open, zone, monday }: LanesProps) => (
  <div class="lane7">
    <div class="rules" aria-hidden="true">
      {[0, 1, 2, 3, 4, 5, 6].map((n) => (
        <i key={n} />
      ))}
    </div>
    {row.marks.length > 0 && (
      <ul>
        {row.marks.map((mark) => {
          const { meeting, account, isRival, column, days, lane, room } = mark;
          const place = { '--c': column + 1, '--s': room, '--d': days, '--r': lane + 1 };
          return (
            <li key={`${meeting.id} ${account.eventId}`} style={place} class={isRival ? 'rival' : ''}>
              <i class={sign(mark)} aria-hidden="true" />
              <span class="vh">
                <DaysOf mark={mark} />
              </span>
              <MarkWords mark={mark} names={found.names} open={open} zone={zone} monday={monday} />
            </li>
          );
        })}
      </ul>
    )}
  </div>
);
