import type { ComponentChildren } from 'preact';
import type { BoardPosition, Names, PositionKind } from '../../types/types.gen.js';
import { useMessages } from '../../messages/use-messages.js';
import { listText } from '../../model/dates.js';
import { nameIn } from '../../model/names.js';
import { KIND_SIGNS } from '../../model/signs.js';
import { Glyph } from '../../parts/glyph.js';
import type { Perhaps } from '../../model/perhaps.js';
import type { Opened } from '../../parts/drawer/opened.js';
import { Move } from '../../parts/move.js';

type Props = Readonly<{
  positions: readonly BoardPosition[];
  /** Whether the board has left out some, so that nothing follows from there being none. */
  isCut: boolean;
  /** Moves of which it cannot be said whether they came before the moment. */
  perhaps: readonly Perhaps[];
  names: Names;
  open: (opened: Opened) => void;
}>;

/** What a party wants on an issue: kind, last move, words, and the path that opens its history. */
export const PositionCell = ({ positions, isCut, perhaps, names, open }: Props) => {
  const { say } = useMessages();
  return (
    <>
      {positions.length === 0 && <p class="dim small">{say(isCut ? 'positions.noneShown' : 'positions.none')}</p>}
      {positions.map((position) => (
        <One key={position.id} position={position} names={names} open={open} />
      ))}
      {perhaps.map(({ move }) => (
        <p key={move.eventId} class="kind maybe">
          {say('force.unknown')}
          {move.kind && <Kind kind={move.kind}>{say(`kind.${move.kind}`)}</Kind>}
          <Move move={move} />
        </p>
      ))}
    </>
  );
};

const One = ({ position, names, open }: Readonly<{ position: BoardPosition; names: Names; open: Props['open'] }>) => {
  const { say, language } = useMessages();
  const { id, now, lastMove, path, expiredMeasureIds = [], partyId, issueId, scope } = position;
  const title = say('positions.of', {
    party: nameIn(names, 'party', partyId) ?? say('names.hidden'),
    issue: nameIn(names, 'issue', issueId) ?? say('names.hidden'),
  });
  return (
    <>
      <p class="kind">
        {now.kind && (
          <Kind kind={now.kind} isOver={expiredMeasureIds.length > 0}>
            <button type="button" class="named" onClick={() => open({ kind: 'position', id, title })}>
              {say(`kind.${now.kind}`)}
            </button>
          </Kind>
        )}
        {now.status === 'withdrawn' && <b class="rest">{say('positions.withdrawn')}</b>}
        {scope !== 'public' && <span class="by">{say(`scope.${scope}`)}</span>}
        <Move move={lastMove} />
        {path.items.length > 1 && (
          <button
            type="button"
            class="path"
            aria-label={say('positions.history', { title })}
            onClick={() => open({ kind: 'position', id, title })}
          >
            {path.items.map(({ eventId, kind }, n) => (
              <span key={eventId} class={kind && KIND_SIGNS[kind][0]}>
                {n > 0 && <i />}
                {kind && <Glyph name={KIND_SIGNS[kind][1]} />}
              </span>
            ))}
          </button>
        )}
      </p>
      <p class="rec" dir="auto">
        {now.text}
      </p>
      {expiredMeasureIds.length > 0 && (
        <p class="flagged">
          <span class="wait">
            <Glyph name="warn" />
          </span>
          {say('positions.restsOnExpired', {
            measure: listText(
              expiredMeasureIds.map((one) => nameIn(names, 'measure', one) ?? say('names.hidden')),
              language,
            ),
          })}
        </p>
      )}
    </>
  );
};

/** The sign of a kind of position, and its word. `isOver`: what it rests on has expired, so it does not stand out any more. */
const Kind = ({
  kind,
  isOver = false,
  children,
}: Readonly<{ kind: PositionKind; isOver?: boolean; children: ComponentChildren }>) => (
  <b class={isOver ? 'rest' : KIND_SIGNS[kind][0]}>
    <Glyph name={KIND_SIGNS[kind][1]} />
    {children}
  </b>
);
