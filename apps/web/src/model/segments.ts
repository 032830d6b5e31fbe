import { dayAt, dayNumber } from './dates.js';
import { placeOf, type Scale } from './scale.js';

/** Days on which a provision has one status; without an end, as far as the axis goes. */
export type Period = Readonly<{
  status: string;
  from?: string;
  to?: string;
  perhaps?: readonly string[];
  followsFromDateAlone?: true;
}>;

/** A stretch of a bar, from 0 to 1. `isLater`: after the moment that is shown. `isTold`: a fact tells of it, and not a date alone. */
export type Segment = Readonly<{
  status: string;
  place: number;
  width: number;
  isLater: boolean;
  isTold: boolean;
  to?: string;
}>;

/** What stood until a day, as was known then, and what came after it, as it is known now. */
export const segmentsOf = (
  scale: Scale,
  until: string,
  then: readonly Period[],
  now: readonly Period[],
): readonly Segment[] => [
  ...then.flatMap((period) => segmentOf(scale, period, dayAt(scale.start), until, false)),
  ...now.flatMap((period) => segmentOf(scale, period, dayAt(dayNumber(until) + 1), dayAt(scale.end), true)),
];

const segmentOf = (
  scale: Scale,
  { status, from, to, followsFromDateAlone }: Period,
  first: string,
  last: string,
  isLater: boolean,
): readonly Segment[] => {
  const begin = from === undefined || from < first ? first : from;
  const end = to === undefined || to > last ? last : to;
  if (begin > end) return [];
  const place = placeOf(scale, begin);
  // A day is as wide as one, but for the last, on which the axis ends.
  const width = placeOf(scale, dayAt(dayNumber(end) + 1)) - place;
  return [
    { status, place, width, isLater, isTold: !followsFromDateAlone, ...(to !== undefined && to <= last && { to }) },
  ];
};
