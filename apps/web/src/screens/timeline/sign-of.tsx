import { useMessages } from '../../messages/use-messages.js';
import { useTimelineTexts } from '../../messages/timeline-texts.js';
import { useDateText } from '../../parts/fact-date.js';
import { type FactSign, signOfFact, tellingOf, wordsOf } from '../../model/fact-signs.js';
import type { Bar, Sign } from '../../model/marks.js';
import { Glyph } from '../../parts/glyph.js';
import { percent } from '../../parts/time/percent.js';
import type { Direction, PositionKind, TimelineItem } from '../../types/types.gen.js';

/** A sign needs so much of the axis for its own words inside it, or beside it. */
const ROOM_INSIDE = 0.09;
const ROOM_BESIDE = 0.045;

type Props = Readonly<{
  sign: Sign;
  /** Of its line. */
  name: string;
  isReached: boolean;
  isOpen: boolean;
  open: (eventId: string) => void;
}>;

/** The facts of one line with one date: a mark on a day, or a bar as wide as the date is vague, with the words in which it was told. */
export const SignOf = ({ sign, name, isReached, isOpen, open }: Props) => {
  const { say } = useMessages();
  const tell = useTimelineTexts();
  const { facts, place, end, inside, after } = sign;
  const told = tellingOf(facts);
  const { occurredOn = '', occurredText, eventId } = told;
  const what = useWhat(told);
  const { shown: date } = useDateText()(occurredOn);
  const comma = say('text.comma');
  const words = occurredText === undefined ? what + comma + date : `“${occurredText}”${say('text.colon')}${what}`;
  const said = occurredText === undefined ? words : words + comma + date;
  const label =
    facts.length === 1
      ? tell('sign.one', { thing: name, said })
      : tell('sign.many', { thing: name, said, count: facts.length });
  const isWide = sign.is === 'bar' && inside >= ROOM_INSIDE;
  const own = wordsOf(told);
  return (
    <>
      <button
        type="button"
        class={[
          ...(sign.is === 'bar' ? barClasses(sign, signOfFact(told)) : markClasses(signOfFact(told))),
          isOpen && 'open',
        ]
          .filter(Boolean)
          .join(' ')}
        style={{ '--x': percent(place), '--w': percent(end - place) }}
        data-x={(place + end) / 2}
        data-fact={facts[0].eventId}
        tabIndex={isReached ? 0 : -1}
        aria-label={label}
        aria-current={isOpen ? 'true' : undefined}
        title={`${date}${occurredText === undefined ? '' : ` “${occurredText}”`}`}
        onClick={() => open(facts.length === 1 ? eventId : facts[0].eventId)}
      >
        {sign.is === 'mark' && <Shape sign={signOfFact(told)} />}
        {isWide && (
          <span
            class="cutoff"
            dir={occurredText === undefined ? undefined : 'auto'}
            style={{ '--r': percent(inside / (end - place)) }}
          >
            <Words words={occurredText} what={what} date={date} />
          </span>
        )}
        {facts.length > 1 && (sign.is === 'mark' || isWide) && <b data-count={facts.length} />}
      </button>
      {!isWide && after >= ROOM_BESIDE && (
        <span
          class={sign.is === 'mark' && facts.length > 1 ? 'n counted' : 'n'}
          style={{ '--x': percent(end), '--r': percent(after) }}
          aria-hidden="true"
        >
          <span class="cutoff" dir={own === undefined && occurredText === undefined ? undefined : 'auto'}>
            {sign.is === 'bar' && facts.length > 1 && <b data-count={facts.length} />}
            {own ?? (sign.is === 'bar' ? <Words words={occurredText} what={what} date={date} /> : what)}
          </span>
        </span>
      )}
    </>
  );
};

/** The words in which a date was told, and what happened; or else what happened, and when. */
const Words = ({ words, what, date }: Readonly<{ words: string | undefined; what: string; date: string }>) => {
  const { say } = useMessages();
  if (words === undefined)
    return (
      <>
        {what}
        {say('text.comma')}
        {date}
      </>
    );
  return (
    <>
      <bdi>“{words}”</bdi>
      {say('text.colon')}
      {what}
    </>
  );
};

/** What happened, in a word; of a position, what it was, or how it moved. */
const useWhat = ({ type, fact }: TimelineItem): string => {
  const { say } = useMessages();
  const tell = useTimelineTexts();
  const { kind, direction } = fact as Readonly<{ kind?: PositionKind; direction?: Direction }>;
  if (type === 'PositionTaken' && kind !== undefined) return say(`kind.${kind}`);
  return type === 'PositionShifted' && direction !== undefined ? say(`direction.${direction}`) : tell(`type.${type}`);
};

const Shape = ({ sign }: Readonly<{ sign: FactSign }>) => ('glyph' in sign ? <Glyph name={sign.glyph} /> : null);

const markClasses = (sign: FactSign) => ['m', 'glyph' in sign ? sign.tone : sign.shape];
const barClasses = ({ goesOn }: Bar, sign: FactSign) => [
  'b',
  'glyph' in sign && sign.tone,
  goesOn.before && 'from',
  goesOn.after && 'to',
];
