import { useChangesTexts } from '../../messages/changes-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { isEasingOf } from '../../model/moved-lines.js';
import { nameIn } from '../../model/names.js';
import type { MovedLineList, NotMoved } from '../../types/types.gen.js';
import { StateSign } from './states.js';

/** Measures and positions that stand as they stood. */
export const Still = ({ body: { notMoved, names, counts } }: Readonly<{ body: MovedLineList }>) => {
  const { say } = useMessages();
  const tell = useChangesTexts();
  const { measures, positions } = notMoved;
  const items = [...measures.items, ...positions.items];
  const more = measures.more + positions.more;
  return (
    <section class="sec" aria-labelledby="h-still">
      <h2 id="h-still">
        {tell('changes.still')} <small>{items.length + more}</small>
      </h2>
      {items.length === 0 && (
        <p class="dim small">
          {tell(counts.byKind.measure || counts.byKind.position ? 'changes.stillNone' : 'changes.stillNothing')}
        </p>
      )}
      <ul class="same">
        {items.map((item) => (
          <li key={`${item.kind}-${item.id}`}>
            <StateSign id={item.state[0]?.id ?? ''} isEasing={isEasingOf([item])} />
            <bdi>{nameOf(item, names) ?? say('names.hidden')}</bdi>
            {say('text.comma')}
            <span class="by">{item.state.map(({ text }) => text).join(say('text.comma'))}</span>
            {item.state.map(
              ({ words }, n) =>
                words !== undefined && (
                  <span key={n} class="rec by" dir="auto">
                    {tell('changes.quoted', { words })}
                  </span>
                ),
            )}
          </li>
        ))}
      </ul>
      {more > 0 && <p class="dim small">{say('list.andMore', { count: more })}</p>}
    </section>
  );
};

/** A measure by its number, a position by its party and its issue. */
const nameOf = ({ kind, id, about }: NotMoved, names: MovedLineList['names']): string | undefined => {
  const { partyId, issueId, reference } = about ?? {};
  if (partyId !== undefined && issueId !== undefined)
    return [nameIn(names, 'party', partyId), nameIn(names, 'issue', issueId)].filter(Boolean).join(' · ') || undefined;
  return [reference, nameIn(names, kind, id)].filter(Boolean).join(' · ') || undefined;
};
