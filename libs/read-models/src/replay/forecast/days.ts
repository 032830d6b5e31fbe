import type { Day } from '#domain/world-date.js';

const DAY_MS = 86_400_000;
const [FIRST, LAST] = [Date.parse('0000-01-01'), Date.parse('9999-12-31')];

/** So many days after a day, or before it. */
export const dateAround = (day: Day, days: number): Day => {
  const time = Math.min(Math.max(Date.parse(day) + days * DAY_MS, FIRST), LAST);
  return new Date(time).toISOString().slice(0, 10) as Day;
};

type Days = Readonly<{ earliest: Day; latest: Day }>;
/** The days between two periods; 0 if they have one in common. */
export const daysApart = (one: Days, other: Days): number => {
  if (one.latest < other.earliest) return (Date.parse(other.earliest) - Date.parse(one.latest)) / DAY_MS;
  return other.latest < one.earliest ? (Date.parse(one.earliest) - Date.parse(other.latest)) / DAY_MS : 0;
};
