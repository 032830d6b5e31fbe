import { offsetAt } from '#domain/zoned-time.js';
import { component, type Component, property } from './components.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Clocks are not changed twice within this time. */
const STEP = 7 * DAY;

/** The clocks of a zone from an instant on, as far as they are ahead of UTC before and since. */
type Observance = Readonly<{ at: number; before: number; since: number }>;

/**
 * The rules of a zone (VTIMEZONE) for the years in which something happens on its clocks, as this platform knows them. So they are those by
 * which the service sorts.
 */
export const timeZone = (zone: string, years: Iterable<number>): Component => {
  const observances = [...new Set(years)]
    .toSorted((one, other) => one - other)
    .flatMap((year, n, all) => observancesIn(zone, year, all[n - 1] !== year - 1));
  return component('vtimezone', [property('tzid', zone)], observances.map(observanceOf));
};

/** The changes of the clocks in a year, and a day around it. `isFirst`: how they stood before them, too. */
const observancesIn = (zone: string, year: number, isFirst: boolean): readonly Observance[] => {
  const aheadAt = (at: number) => offsetAt(zone, at)!;
  const begin = Date.UTC(year, 0, 1) - DAY;
  const end = Date.UTC(year + 1, 0, 1) - (isFirst ? 0 : DAY);
  const found: Observance[] = isFirst ? [{ at: begin, before: aheadAt(begin), since: aheadAt(begin) }] : [];
  for (let from = begin; from < end; from += STEP) {
    const to = Math.min(from + STEP, end);
    const [before, since] = [aheadAt(from), aheadAt(to)];
    if (before !== since) found.push({ at: changeBetween(from, to, aheadAt), before, since });
  }
  return found;
};

/** The minute of a change. */
const changeBetween = (from: number, to: number, aheadAt: (at: number) => number): number => {
  let [last, next] = [from / 60_000, to / 60_000];
  const before = aheadAt(from);
  while (next - last > 1) {
    const middle = Math.floor((last + next) / 2);
    if (aheadAt(middle * 60_000) === before) last = middle;
    else next = middle;
  }
  return next * 60_000;
};

const observanceOf = ({ at, before, since }: Observance): Component =>
  component(since > before ? 'daylight' : 'standard', [
    property('dtstart', new Date(at + before).toISOString().slice(0, 19), 'date-time'),
    property('tzoffsetfrom', offsetText(before), 'utc-offset'),
    property('tzoffsetto', offsetText(since), 'utc-offset'),
  ]);

const offsetText = (ahead: number): string => {
  const minutes = Math.round(Math.abs(ahead) / 60_000);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${ahead < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
};
