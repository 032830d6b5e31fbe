import { useMessages } from '../../messages/use-messages.js';
import { useWeekTexts } from '../../messages/week-texts.js';
import { type Account, rivalsOf } from '../../model/meeting-days.js';
import { nameIn, type Names } from '../../model/names.js';
import { daysAfter } from '../../model/week.js';
import type { Mark } from '../../model/week-marks.js';
import { COMING_SIGNS } from '../../parts/coming-signs.js';
import type { Opened } from '../../parts/drawer/opened.js';
import { FactDate } from '../../parts/fact-date.js';
import { Glyph } from '../../parts/glyph.js';
import { Status } from './status.js';

type Props = Readonly<{ mark: Mark; names: Names; open: (opened: Opened) => void; zone: string; monday: string }>;

/** The words below a bar: what it is, how it stands, when, and who comes. Of another account, only that it is one. */
export const MarkWords = ({ mark, names, open, zone, monday }: Props) => {
  const { say } = useMessages();
  const tell = useWeekTexts();
  const { meeting, account, isRival } = mark;
  const { id, title, status, mode, place } = meeting;
  const named = (
    <button type="button" class="named" onClick={() => open({ kind: 'meeting', id, title })}>
      <bdi>{title}</bdi>
    </button>
  );
  if (isRival)
    return (
      <p class="by">
        <Glyph name="neq" />
        {tell('week.rival')} {named}
        <Words account={account} />
      </p>
    );
  return (
    <>
      {named}
      <p class="by">
        <Status status={status} />
        {mode !== undefined && ` · ${say(`mode.${mode}`)}`}
        {place !== undefined && (
          <>
            {' · '}
            <bdi>{place}</bdi>
          </>
        )}
        <Hour account={account} />
        {status !== 'held' && <Words account={account} />}
      </p>
      {status !== 'held' && status !== 'cancelled' && <Coming mark={mark} names={names} />}
      <Elsewhere rivals={rivalsOf(meeting, zone)} monday={monday} />
    </>
  );
};

/** The hour on the clocks of the reader, and as it was told if that is another one. */
const Hour = ({ account: { when } }: Readonly<{ account: Account }>) => {
  const tell = useWeekTexts();
  if (when?.time === undefined) return null;
  const { time, there } = when;
  return (
    <>
      {' · '}
      {there === undefined ? time : tell('week.hourThere', { time, there: there.time, zone: there.zone })}
    </>
  );
};

/** The date, if it is vague, and the words in which it was told. */
const Words = ({ account: { when, edtf, text } }: Readonly<{ account: Account }>) => (
  <>
    {when?.isVague && edtf !== undefined && (
      <>
        {' · '}
        <FactDate edtf={edtf} text={text} />
      </>
    )}
    {text !== undefined && (
      <span class="rec">
        {' '}
        <bdi>“{text}”</bdi>
      </span>
    )}
  </>
);

const MOST_PEOPLE = 3;
/** The last word on whether each person comes. */
const Coming = ({ mark: { meeting }, names }: Readonly<{ mark: Mark; names: Names }>) => {
  const { say } = useMessages();
  const { coming } = meeting;
  return (
    <>
      {coming.slice(0, MOST_PEOPLE).map(({ personId, coming: word, saidById }) => {
        const [tone, glyph] = COMING_SIGNS[word];
        return (
          <p key={personId} class="by">
            <span class={tone}>
              <Glyph name={glyph} />
              {say(`coming.${word}`)}
              {say('text.colon')}
              <bdi>{nameIn(names, 'representative', personId) ?? say('names.hidden')}</bdi>
            </span>
            {saidById !== undefined && (
              <>
                {say('text.comma')}
                {say('attendance.by')} <bdi>{nameIn(names, 'representative', saidById) ?? say('names.hidden')}</bdi>
              </>
            )}
          </p>
        );
      })}
      {coming.length > MOST_PEOPLE && <p class="by">{say('list.andMore', { count: coming.length - MOST_PEOPLE })}</p>}
    </>
  );
};

/** Other accounts that name a day of another week. */
const Elsewhere = ({ rivals, monday }: Readonly<{ rivals: readonly Account[]; monday: string }>) => {
  const { say } = useMessages();
  const others = rivals.filter(({ when }) => when && (when.to < monday || when.from > daysAfter(monday, 6)));
  if (others.length === 0) return null;
  return (
    <p class="by">
      <span class="wait">
        <Glyph name="neq" />
      </span>
      {say('meetings.otherwise')}{' '}
      {others.map(({ eventId, when, edtf, text }, n) => (
        <span key={eventId}>
          {n > 0 && say('text.comma')}
          <FactDate edtf={edtf ?? when!.from} text={text} />
        </span>
      ))}
    </p>
  );
};
