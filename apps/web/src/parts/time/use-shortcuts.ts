import type { Moments } from '../../types/types.gen.js';
import { shortcutOf } from '../../model/moment.js';
import { neighbourOf } from '../../model/scale.js';
import { shortcutKey } from '../shortcut.js';
import { useKeyDown } from '../use-key-down.js';
import type { MomentControl } from './use-moment.js';

export const useShortcuts = (control: MomentControl, moments: Moments | undefined) =>
  useKeyDown((event) => {
    const shortcut = shortcutOf(shortcutKey(event));
    if (shortcut === undefined) return;
    event.preventDefault();
    if (typeof shortcut === 'string') control.chooseAxis(shortcut);
    else if ('to' in shortcut) goTo(shortcut.to, control, moments);
  });

type Place = 'first' | 'last' | 'now' | 'before' | 'after';

/** Moves the moment to an end of the axis, or to the fact before or after. After the last fact comes now. */
export const goTo = (place: Place, { moment, axis, settle }: MomentControl, moments: Moments | undefined) => {
  if (place === 'now' || place === 'last') return settle(undefined);
  // Until the facts are known, there is none to go to.
  if (moments === undefined) return;
  const { days } = moments[axis];
  const from = moment?.day ?? '9999-12-31';
  const day = place === 'first' ? moments[axis].first : neighbourOf(days, from, place);
  if (day !== undefined) settle({ axis, day });
  else if (place === 'after') settle(undefined);
};
