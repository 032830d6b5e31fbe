import { DAY } from '#formats/formats.js';
import { TEMPORAL_NAMES } from '#read-models/routes/parameters.js';
import type { Values } from '#read-models/routes/read-route.js';

/**
 * The day that an answer is about: that of the latest moment which it may include, in the zone that was asked for, by default UTC.
 * A day that was asked for ends in UTC, and is that day in every zone.
 */
export const todayOf = (values: Values, now: number): string => {
  const days = TEMPORAL_NAMES.map((name) => values[name]).filter((day): day is string => DAY.is(day));
  return [dayIn(zoneOf(values), now), ...days].toSorted()[0]!;
};

/** The last day that was over at a moment. One that was asked for is over at its end, in UTC. */
export const lastDayOver = (values: Values, now: number): string => {
  const ended = TEMPORAL_NAMES.map((name) => values[name])
    .filter((day): day is string => DAY.is(day))
    .find((day) => Date.parse(`${day}T23:59:59.999Z`) === now);
  return ended ?? dayBefore(dayIn(zoneOf(values), now + 1));
};
const zoneOf = ({ tz = 'UTC' }: Values): string => String(tz);
const dayBefore = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);

const dayIn = (zone: string, now: number): string => {
  if (zone === 'UTC') return new Date(now).toISOString().slice(0, 10);
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    calendar: 'iso8601',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(now);
  const valueOf = (wanted: string) => parts.find(({ type }) => type === wanted)!.value;
  return `${valueOf('year').padStart(4, '0')}-${valueOf('month')}-${valueOf('day')}`;
};
