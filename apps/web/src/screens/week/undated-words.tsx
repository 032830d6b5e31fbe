import { useMessages } from '../../messages/use-messages.js';
import { useWeekTexts } from '../../messages/week-texts.js';
import type { Undated } from '../../model/week-marks.js';
import type { Opened } from '../../parts/drawer/opened.js';
import { FactDate } from '../../parts/fact-date.js';
import { Glyph } from '../../parts/glyph.js';
import { RivalStatus, Status } from './status.js';
import { Elsewhere } from './when-words.js';

type Props = Readonly<{ undated: Undated; open: (opened: Opened) => void; zone: string; monday: string }>;

/** What has no day: a meeting, or another account of when one is. */
export const UndatedWords = ({ undated, open, zone, monday }: Props) => {
  const { say } = useMessages();
  const tell = useWeekTexts();
  const { meeting, isRival, text, edtf, by } = undated;
  const { id, title, status } = meeting;
  return (
    <>
      <p class="by">
        {isRival && (
          <>
            <Glyph name="neq" />
            {tell('week.rivalUndated')}{' '}
          </>
        )}
        <button type="button" class="named" onClick={() => open({ kind: 'meeting', id, title })}>
          <bdi>{title}</bdi>
        </button>
        {isRival ? (
          <RivalStatus status={status} />
        ) : (
          <>
            {' '}
            <Status status={status} />
          </>
        )}
        {edtf !== undefined && (
          <>
            {' '}
            <FactDate edtf={edtf} text={text} />
          </>
        )}
        {text !== undefined && (
          <>
            {' '}
            <bdi class="rec">“{text}”</bdi>
          </>
        )}
        {by !== undefined && (
          <>
            {say('text.comma')}
            {say('attendance.by')} <bdi>{by}</bdi>
          </>
        )}
      </p>
      {!isRival && <Elsewhere meeting={meeting} zone={zone} monday={monday} />}
    </>
  );
};
