import { useMessages } from '../../../messages/use-messages.js';
import type { MeasureRow, State } from '../../../model/measure-rows.js';
import { FactDate } from '../../../parts/fact-date.js';
import { Glyph } from '../../../parts/glyph.js';
import { swatchOf } from '../../../model/swatch.js';

type Props = Readonly<{ state: State; isEasing: boolean; party: string }>;

export const StateCell = ({ state, isEasing, party }: Props) => {
  const { say } = useMessages();
  return (
    <td data-for={party}>
      <i class={`sw seg ${swatchOf(state.status, isEasing, !state.followsFromDateAlone)}`} />
      {say(`force.${state.status}`)}
    </td>
  );
};

/** Since when it stands so, or when it is due. The sign says that this follows from a date alone. */
export const Since = ({ row }: Readonly<{ row: MeasureRow }>) => {
  const { say } = useMessages();
  const { states, due } = row;
  const state = states.find(({ since }) => since !== undefined);
  if (due !== undefined)
    return (
      <td>
        {say('measures.due')} <FactDate edtf={due} />
      </td>
    );
  return (
    <td>
      {state?.since !== undefined && <FactDate edtf={state.since} />}
      {state?.followsFromDateAlone && (
        <span title={say('measures.hence')}>
          <span class="vh">{say('measures.hence')}</span>
          <Glyph name="hence" />
        </span>
      )}
    </td>
  );
};
