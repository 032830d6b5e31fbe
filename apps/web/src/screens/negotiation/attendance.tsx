import type { AttendanceWord, BoardMeeting, Names } from '../../types/types.gen.js';
import { useMessages } from '../../messages/use-messages.js';
import { nameIn } from '../../model/names.js';
import { COMING_SIGNS } from '../../parts/coming-signs.js';
import { FactDate } from '../../parts/fact-date.js';
import { Glyph } from '../../parts/glyph.js';

type Props = Readonly<{ meeting: BoardMeeting; names: Names; isOver: boolean }>;

/** Each word on whether a person comes, with who said it and when. The word that counts is bold. */
export const Attendance = ({ meeting, names, isOver }: Props) => {
  const { say } = useMessages();
  const { coming } = meeting;
  return (
    <>
      {coming.items.map(({ personId, words }) => (
        <table key={personId} class="said">
          <caption>
            {say(isOver ? 'attendance.was' : 'attendance.is', {
              person: nameIn(names, 'representative', personId) ?? say('names.hidden'),
            })}
          </caption>
          <tbody>
            {words.items.length === 0 && (
              <tr>
                <td class="dim">{say('coming.unanswered')}</td>
              </tr>
            )}
            {words.items.map((word) => (
              <Word key={word.eventId} word={word} names={names} />
            ))}
          </tbody>
        </table>
      ))}
      {coming.more > 0 && <p class="dim small">{say('list.andMore', { count: coming.more })}</p>}
    </>
  );
};

const Word = ({ word, names }: Readonly<{ word: AttendanceWord & { isLast?: true }; names: Names }>) => {
  const { say } = useMessages();
  const { coming, saidById, onBehalfOf, text, occurredOn, occurredText, isLast } = word;
  const [tone, glyph] = COMING_SIGNS[coming];
  const name = (saidById === undefined ? undefined : nameIn(names, 'representative', saidById)) ?? onBehalfOf;
  return (
    <tr class={isLast ? 'last' : ''}>
      <td class={tone}>
        <Glyph name={glyph} />
        {say(`coming.${coming}`)}
      </td>
      <td>
        <span class="by" title={text}>
          {name !== undefined && say('attendance.by')}{' '}
          <bdi>{name ?? (text === undefined ? say('names.unattributed') : `“${text}”`)}</bdi>
        </span>
      </td>
      <td class="day">
        {occurredOn !== undefined && <FactDate edtf={occurredOn} text={occurredText} style="short" />}
      </td>
    </tr>
  );
};
