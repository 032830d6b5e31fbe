import { useChangesTexts } from '../../messages/changes-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { signOfState } from '../../model/state-signs.js';
import { FactDate } from '../../parts/fact-date.js';
import { Glyph } from '../../parts/glyph.js';
import type { MovedState } from '../../types/types.gen.js';

type Props = Readonly<{ states: readonly MovedState[]; isEasing: boolean }>;

/** How a thing stands at a moment: a sign with its words, those of the record, and since when or for when. */
export const States = ({ states, isEasing }: Props) => (
  <>
    {states.map((state, n) => (
      <p key={n} class="st">
        <StateSign id={state.id} isEasing={isEasing} />
        <One state={state} />
      </p>
    ))}
  </>
);

const One = ({ state: { text, words, planned, occurredOn, since } }: Readonly<{ state: MovedState }>) => {
  const { say } = useMessages();
  const tell = useChangesTexts();
  return (
    <>
      {text}
      {occurredOn !== undefined && (
        <span class="dim">
          {say('text.comma')}
          <FactDate edtf={occurredOn} />
        </span>
      )}
      {planned?.on !== undefined && (
        <span class="dim">
          {say('text.comma')}
          <FactDate edtf={planned.on} text={planned.text} />
        </span>
      )}
      {planned?.on === undefined && planned?.text !== undefined && (
        <span class="dim">
          {say('text.comma')}
          {tell('changes.planned', { day: planned.text })}
        </span>
      )}
      {since !== undefined && (
        <span class="dim">
          {say('text.comma')}
          {say('board.since')} <FactDate edtf={since} />
        </span>
      )}
      {words !== undefined && (
        <span class="rec" dir="auto">
          {words}
        </span>
      )}
    </>
  );
};

export const StateSign = ({ id, isEasing }: Readonly<{ id: string; isEasing: boolean }>) => {
  const sign = signOfState(id, isEasing);
  if (sign === undefined) return null;
  if ('swatch' in sign) return <i class={`sw seg ${sign.swatch}`} />;
  if ('diamond' in sign) return <i class={sign.diamond === 'held' ? 'dia in' : 'dia in hollow'} />;
  return (
    <span class={sign.tone}>
      <Glyph name={sign.glyph} />
    </span>
  );
};
