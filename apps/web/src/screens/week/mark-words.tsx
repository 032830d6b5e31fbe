import { useMessages } from '../../messages/use-messages.js';
import { useWeekTexts } from '../../messages/week-texts.js';
import { nameIn, type Names } from '../../model/names.js';
import type { Mark } from '../../model/week-marks.js';
import { COMING_SIGNS } from '../../parts/coming-signs.js';
import type { Opened } from '../../parts/drawer/opened.js';
import { Glyph } from '../../parts/glyph.js';
import { RivalStatus, Status } from './status.js';
import { Elsewhere, Hour, Words } from './when-words.js';

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
        <RivalStatus status={status} />
        <Hour account={account} />
        <Words account={account} isHeld={false} />
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
        <Words account={account} isHeld={status === 'held'} />
      </p>
      {status !== 'held' && status !== 'cancelled' && <Coming mark={mark} names={names} />}
      <Elsewhere meeting={meeting} zone={zone} monday={monday} />
    </>
  );
};

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
