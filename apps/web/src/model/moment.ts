import { isDay } from './dates.js';

/** The axes of time: what had happened, what our side knew, what was recorded. */
export const AXES = ['happenedBy', 'knownAt', 'asOf'] as const;
export type Axis = (typeof AXES)[number];

/** The end of a day on an axis; or, of `at`, an instant of it: what happened in the world has days alone. */
export type Moment = Readonly<{ axis: Axis; day: string; at?: string }>;

/** What an address says of the moment. `now` if it names none. `isWrong`: it names one that cannot be shown. */
export type Addressed = Readonly<{ moment: Moment | undefined; isWrong: boolean }>;

export const momentIn = (search: string): Addressed => {
  const given = new URLSearchParams(search);
  const axis = AXES.find((one) => given.has(one));
  if (axis === undefined) return { moment: undefined, isWrong: false };
  const said = given.get(axis)!;
  const moment = isDay(said) ? { axis, day: said } : momentAt(axis, said);
  return { moment, isWrong: moment === undefined };
};

/** An instant on an axis; undefined if the text is none, or the axis has none. */
export const momentAt = (axis: Axis, at: string): Moment | undefined =>
  axis !== 'happenedBy' && INSTANT.test(at) && isDay(at.slice(0, 10)) && !Number.isNaN(Date.parse(at))
    ? { axis, day: at.slice(0, 10), at }
    : undefined;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** The same moment on another axis, as far as that has it. */
export const onAxis = ({ day, at }: Moment, axis: Axis): Moment => ({
  axis,
  day,
  ...(at !== undefined && axis !== 'happenedBy' && { at }),
});

/** The parameters of an address, with this moment in place of its own. */
export const withMoment = (search: string, moment: Moment | undefined): string => {
  const parameters = new URLSearchParams(search);
  for (const axis of AXES) parameters.delete(axis);
  if (moment !== undefined) parameters.set(moment.axis, moment.at ?? moment.day);
  return String(parameters);
};

/** As the address of the page and the API say it. */
export const parametersOf = (moment: Moment | undefined): string =>
  moment === undefined ? '' : `${moment.axis}=${moment.at ?? moment.day}`;

/** How a key moves the hand, in days; or to an end, or to the fact before or after. */
export type Step = Readonly<{ days: number }> | Readonly<{ to: 'first' | 'last' | 'now' | 'before' | 'after' }>;

/** Left and right follow the direction of reading; up is always later. */
export const stepOf = (key: string, isRightToLeft: boolean): Step | undefined => {
  const onward = isRightToLeft ? -1 : 1;
  const steps: Readonly<Record<string, Step>> = {
    ArrowRight: { days: onward },
    ArrowLeft: { days: -onward },
    ArrowUp: { days: 1 },
    ArrowDown: { days: -1 },
    PageUp: { days: 7 },
    PageDown: { days: -7 },
    Home: { to: 'first' },
    End: { to: 'last' },
  };
  return steps[key];
};

/** The key that chooses an axis. */
export const KEYS_OF_AXES: Readonly<Record<Axis, string>> = { happenedBy: '1', knownAt: '2', asOf: '3' };

/** Keys that move the moment from anywhere on the page but a field. */
export const shortcutOf = (key = ''): Step | Axis | undefined => {
  const shortcuts: Readonly<Record<string, Step>> = {
    '[': { to: 'before' },
    ']': { to: 'after' },
    n: { to: 'now' },
    N: { to: 'now' },
  };
  return shortcuts[key] ?? AXES.find((axis) => KEYS_OF_AXES[axis] === key);
};
