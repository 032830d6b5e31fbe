import type { Moments } from '../../types/types.gen.js';
import { useMessages } from '../../messages/use-messages.js';
import { dayText } from '../../model/dates.js';
import { AXES } from '../../model/moment.js';
import { Glyph } from '../glyph.js';
import type { MomentControl } from './use-moment.js';
import { goTo } from './use-shortcuts.js';

type Props = Readonly<{ control: MomentControl; moments: Moments | undefined; day: string }>;

/** How to see it: the axis, and the moment stepped from fact to fact. */
export const TimeTools = ({ control, moments, day }: Props) => {
  const { say, language } = useMessages();
  const { axis, chooseAxis } = control;
  return (
    <div class="timetools">
      <fieldset class="lens">
        <legend>{say('axis.label')}</legend>
        {AXES.map((one) => (
          <label key={one}>
            <input type="radio" name="axis" checked={axis === one} onChange={() => chooseAxis(one)} />{' '}
            {say(`axis.${one}`)}
          </label>
        ))}
      </fieldset>
      <div class="step" role="group" aria-label={say('moment.label')}>
        <button type="button" aria-label={say('moment.before')} onClick={() => goTo('before', control, moments)}>
          <Glyph name="previous" />
        </button>
        <output>{dayText(day, language, 'weekday')}</output>
        <button type="button" aria-label={say('moment.after')} onClick={() => goTo('after', control, moments)}>
          <Glyph name="next" />
        </button>
        <button type="button" class="now" onClick={() => control.settle(undefined)}>
          {say('moment.now')}
        </button>
      </div>
      {/* Of an instant, the banner says what it means. */}
      <p class="what">{control.moment?.at === undefined && say(`axis.means.${axis}`)}</p>
    </div>
  );
};
