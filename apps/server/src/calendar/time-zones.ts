import { LRUCache } from 'lru-cache';
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
  const observances: Observance[] = [];
  for (const year of [...new Set(years)].toSorted((one, other) => one - other)) {
    // A change at the turn of the year is found in both years.
    const last = observances.at(-1)?.at ?? -Infinity;
    observances.push(...observancesIn.memo(`${zone} ${year}`).filter(({ at }) => at > last));
  }
  return component('vtimezone', [property('tzid', zone)], observances.map(observanceOf));
};

/** How the clocks stood when a year began, and its changes, with those of a day around it. */
const observancesIn = new LRUCache<string, readonly Observance[]>({
  max: 4096,
  memoMethod: (key) => {
    const [zone, year] = key.split(' ') as [string, string];
    return foundIn(zone, Number(year));
  },
});
const foundIn = (zone: string, year: number): readonly Observance[] => {
  const aheadAt = (at: number) => offsetAt(zone, at)!;
  const [begin, end] = [newYear(year) - DAY, newYear(year + 1) + DAY];
  const found: Observance[] = [{ at: begin, before: aheadAt(begin), since: aheadAt(begin) }];
  for (let from = begin; from < end; from += STEP) {
    const to = Math.min(from + STEP, end);
    const [before, since] = [aheadAt(from), aheadAt(to)];
    if (before !== since) found.push({ at: changeBetween(from, to, aheadAt), before, since });
  }
  return found;
};
/** Date.UTC takes a year below 100 for one of the 20th century. */
const newYear = (year: number): number => new Date(0).setUTCFullYear(year, 0, 1);

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
  const seconds = Math.round(Math.abs(ahead) / 1_000);
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0');
  const beyondMinutes = seconds % 60 === 0 ? '' : `:${two(seconds % 60)}`;
  return `${ahead < 0 ? '-' : '+'}${two(seconds / 3600)}:${two((seconds / 60) % 60)}${beyondMinutes}`;
};
