import type { Moments } from '../../types/types.gen.js';
import { useMessages } from '../../messages/use-messages.js';
import { dayText } from '../../model/dates.js';
import { AXES, type Axis, KEYS_OF_AXES } from '../../model/moment.js';
import { Glyph } from '../glyph.js';
import type { MomentControl } from './use-moment.js';
import { useKeyHint } from '../use-key-hint.js';
import { goTo } from './use-shortcuts.js';

type Props = Readonly<{ control: MomentControl; moments: Moments | undefined; day: string }>;

/** How to see it: the axis, and the moment stepped from fact to fact. */
export const TimeTools = ({ control, moments, day }: Props) => {
  const { say, language } = useMessages();
  const { axis, chooseAxis } = control;
  const [before, after] = [say('moment.before'), say('moment.after')];
  const hintBefore = useKeyHint('[', before);
  const hintAfter = useKeyHint(']', after);
  const hintNow = useKeyHint('n', say('moment.back'));
  return (
    <div class="timetools">
      <fieldset class="lens">
        <legend>{say('axis.label')}</legend>
        {AXES.map((one) => (
          <Choice key={one} axis={one} isChosen={axis === one} choose={chooseAxis} />
        ))}
      </fieldset>
      <div class="step" role="group" aria-label={say('moment.label')}>
        <button type="button" aria-label={before} {...hintBefore} onClick={() => goTo('before', control, moments)}>
          <Glyph name="previous" />
        </button>
        <output>{dayText(day, language, 'weekday')}</output>
        <button type="button" aria-label={after} {...hintAfter} onClick={() => goTo('after', control, moments)}>
          <Glyph name="next" />
        </button>
        <button type="button" class="now" {...hintNow} onClick={() => control.settle(undefined)}>
          {say('moment.now')}
        </button>
      </div>
      {/* Of an instant, the banner says what it means. */}
      <p class="what">{control.moment?.at === undefined && say(`axis.means.${axis}`)}</p>
    </div>
  );
};

type ChoiceProps = Readonly<{ axis: Axis; isChosen: boolean; choose: (axis: Axis) => void }>;
const Choice = ({ axis, isChosen, choose }: ChoiceProps) => {
  const { say } = useMessages();
  const name = say(`axis.${axis}`);
  const { title, ...keys } = useKeyHint(KEYS_OF_AXES[axis], name) ?? {};
  return (
    <label title={title}>
      <input type="radio" name="axis" checked={isChosen} onChange={() => choose(axis)} {...keys} /> {name}
    </label>
  );
};
