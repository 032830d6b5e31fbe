import type { Message } from './decider.js';
import { deciders } from './deciders.js';
import { clockOf, minuteOf } from './occurred-time.js';
import { type Dated, type Day, span } from './world-date.js';

/** What the order of facts depends on. */
type Ordered = Message & Readonly<{ revision: number; metadata: Dated }>;

/** The place of a fact in chronological order: its days, and the minutes from 00:00 UTC of the first one. */
export type Place = Readonly<{ earliest: Day; latest: Day; minute: number }>;

/**
 * Chronological order: by earliest possible day, then latest, then the hour, then the order of the log.
 *
 * Days are compared as they were recorded, without a zone. Hours of one day are compared as instants. A fact without an hour
 * counts as of noon: on the clocks of the others of its thing on that day if these are all in one zone, or else in UTC. The
 * fact that opened the thing is never later than the others of its day.
 */
export const inWorldOrder = <E extends Ordered>(facts: readonly E[]): E[] => {
  if (facts.length < 2) return [...facts];
  const places = placesOf(facts);
  const placed = facts.map((fact, n) => ({ fact, ...places[n]! }));
  placed.sort(
    (a, b) =>
      compare(a.earliest, b.earliest) ||
      compare(a.latest, b.latest) ||
      a.minute - b.minute ||
      compare(a.fact.revision, b.fact.revision),
  );
  return placed.map(({ fact }) => fact);
};
const compare = <T extends string | number>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);

const NOON = '12:00';
/** Of a fact without an hour, on a day without hours. */
export const MIDDAY = 12 * 60;

/** The places of the facts of one thing, each at the index of its fact. */
export const placesOf = (facts: readonly Ordered[]): readonly Place[] => {
  const places = facts.map(({ metadata }) => ({ ...span(metadata), minute: MIDDAY }));
  // Most things have no hours.
  if (facts.every(({ metadata }) => metadata.occurredTime === undefined)) return places;
  const days = Map.groupBy(places.keys(), (n) => `${places[n]!.earliest} ${places[n]!.latest}`);
  for (const ofOneDay of days.values()) {
    if (ofOneDay.every((n) => facts[n]!.metadata.occurredTime === undefined)) continue;
    const day = places[ofOneDay[0]!]!.earliest;
    const clocks = ofOneDay.map((n) => clockOf(facts[n]!));
    const zones = new Set(clocks.flatMap((clock) => (clock === undefined ? [] : [clock.zone])));
    const noon = minuteOf(day, { time: NOON, zone: zones.size === 1 ? [...zones][0] : undefined });
    const minutes = clocks.map((clock) => (clock === undefined ? noon : minuteOf(day, clock)));
    const first = Math.min(...minutes);
    for (const [i, n] of ofOneDay.entries())
      places[n]!.minute = clocks[i] === undefined && opensItsThing(facts[n]!) ? first : minutes[i]!;
  }
  return places;
};

/** The types of the events that open a thing. */
const OPENINGS: ReadonlySet<string> = new Set(
  Object.values(deciders).flatMap(({ opening, records }) => (opening === undefined ? [] : [records[opening]!])),
);
const opensItsThing = ({ type }: Ordered): boolean => OPENINGS.has(type);
