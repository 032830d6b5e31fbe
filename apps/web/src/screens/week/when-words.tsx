import { useMessages } from '../../messages/use-messages.js';
import { useWeekTexts } from '../../messages/week-texts.js';
import { type Account, type Dated, dateOf, rivalsOf, type WeekMeeting } from '../../model/meeting-days.js';
import { daysAfter } from '../../model/week.js';
import { FactDate } from '../../parts/fact-date.js';
import { Glyph } from '../../parts/glyph.js';

/** The hour on the clocks of the reader, and as it was told if that is another one, or if nobody can say which it is here. */
export const Hour = ({ account: { when } }: Readonly<{ account: Account }>) => {
  const tell = useWeekTexts();
  const { time, there } = when ?? {};
  if (there === undefined) return time === undefined ? null : <> · {time}</>;
  if (there.zone === undefined) return <> · {tell('week.hourUnzoned', { time: there.time })}</>;
  const told = { there: there.time, zone: there.zone };
  return <> · {time === undefined ? tell('week.hourOnlyThere', told) : tell('week.hourThere', { time, ...told })}</>;
};

/** The date, if it is vague, and the words in which it was told. Of a meeting that was held on a known day, neither. */
export const Words = ({ account, isHeld }: Readonly<{ account: Dated; isHeld: boolean }>) => {
  const tell = useWeekTexts();
  const { when, text, isOfPlan } = account;
  return (
    <>
      {when.isVague && (
        <>
          {' · '}
          <FactDate edtf={dateOf(account)} text={text} />
        </>
      )}
      {text !== undefined && (when.isVague || !isHeld) && (
        <span class="rec">
          {' '}
          <bdi>“{text}”</bdi>
        </span>
      )}
      {isOfPlan && <> · {tell('week.dayOfPlan')}</>}
    </>
  );
};

type ElsewhereProps = Readonly<{ meeting: WeekMeeting; zone: string; monday: string }>;
/** Other accounts that name a day of another week. */
export const Elsewhere = ({ meeting, zone, monday }: ElsewhereProps) => {
  const { say } = useMessages();
  const others = rivalsOf(meeting, zone)
    .flatMap((account) => (account.when === undefined ? [] : [{ ...account, when: account.when }]))
    .filter(({ when }) => when.to < monday || when.from > daysAfter(monday, 6));
  if (others.length === 0) return null;
  return (
    <p class="by">
      <span class="wait">
        <Glyph name="neq" />
      </span>
      {say('meetings.otherwise')}{' '}
      {others.map((account, n) => (
        <span key={account.eventId}>
          {n > 0 && say('text.comma')}
          <FactDate edtf={dateOf(account)} text={account.text} />
          <Hour account={account} />
        </span>
      ))}
    </p>
  );
};
