import type { BoardPosition, Names } from '../../types/types.gen.js';
import { useMessages } from '../../messages/use-messages.js';
import { listText } from '../../model/dates.js';
import { nameIn } from '../../model/names.js';
import { KIND_SIGNS } from '../../model/signs.js';
import { Glyph } from '../../parts/glyph.js';
import type { Opened } from './drawer.js';
import { Move } from './move.js';

type Props = Readonly<{ positions: readonly BoardPosition[]; names: Names; open: (opened: Opened) => void }>;

/** What a party wants on an issue: kind, last move, words, and the path that opens its history. */
export const PositionCell = ({ positions, names, open }: Props) => {
  const { say } = useMessages();
  if (positions.length === 0) return <p class="dim small">{say('positions.none')}</p>;
  return (
    <>
      {positions.map((position) => (
        <One key={position.id} position={position} names={names} open={open} />
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
          <b class={KIND_SIGNS[now.kind][0]}>
            <Glyph name={KIND_SIGNS[now.kind][1]} />
            <button type="button" class="named" onClick={() => open({ kind: 'position', id, title })}>
              {say(`kind.${now.kind}`)}
            </button>
          </b>
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
