import { isDay } from './dates.js';

/** The axes of time: what had happened, what our side knew, what was recorded. */
export const AXES = ['happenedBy', 'knownAt', 'asOf'] as const;
export type Axis = (typeof AXES)[number];

/** The end of a day on an axis. */
export type Moment = Readonly<{ axis: Axis; day: string }>;

/** What an address says of the moment. `now` if it names none. `isWrong`: it names one that cannot be shown. */
export type Addressed = Readonly<{ moment: Moment | undefined; isWrong: boolean }>;

export const momentIn = (search: string): Addressed => {
  const given = new URLSearchParams(search);
  const axis = AXES.find((one) => given.has(one));
  if (axis === undefined) return { moment: undefined, isWrong: false };
  const day = given.get(axis)!;
  return isDay(day) ? { moment: { axis, day }, isWrong: false } : { moment: undefined, isWrong: true };
};

/** The parameters of an address, with this moment in place of its own. */
export const withMoment = (search: string, moment: Moment | undefined): string => {
  const parameters = new URLSearchParams(search);
  for (const axis of AXES) parameters.delete(axis);
  if (moment !== undefined) parameters.set(moment.axis, moment.day);
  return String(parameters);
};

/** As the address of the page and the API say it. */
export const parametersOf = (moment: Moment | undefined): string =>
  moment === undefined ? '' : `${moment.axis}=${moment.day}`;

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

/** Keys that move the moment from anywhere on the page but a field. */
export const shortcutOf = (key = ''): Step | Axis | undefined => {
  const shortcuts: Readonly<Record<string, Step | Axis>> = {
    '[': { to: 'before' },
    ']': { to: 'after' },
    n: { to: 'now' },
    N: { to: 'now' },
    '1': 'happenedBy',
    '2': 'knownAt',
    '3': 'asOf',
  };
  return shortcuts[key];
};
