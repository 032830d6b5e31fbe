import type { Patch } from '#domain/correction.js';
import type { Circumstances } from '#domain/envelope.js';
import { impliedDay } from '#domain/meeting.js';
import type { WorldDate } from '#domain/world-date.js';
import { refuseField, type Rejection } from './decision.js';

/** What a fact says of when it happened. `start` and `end`, on the clocks of the place, are told of a meeting that was held. */
type When = Readonly<{ occurredOn?: WorldDate; start?: string; end?: string }>;

/** With the day that follows from the clock times, where no day is told. */
export const withDayHeld = (data: object, circumstances: Circumstances): Circumstances => {
  const occurredOn = circumstances.occurredOn ?? impliedDay(data);
  return occurredOn === undefined ? circumstances : { ...circumstances, occurredOn };
};

/** Whether a correction is about when a meeting was held. Any other leaves the date as it stands, told or not. */
export const isAboutWhen = (changes: Patch) => ['occurredOn', 'start', 'end'].some((field) => field in changes);

/** A meeting begins on a day on which it may have been held, and ends no day before. `changes`: what a correction tells of it. */
export const guardDayHeld = ({ occurredOn, start, end }: When, changes?: Patch): Rejection | undefined => {
  if (occurredOn === undefined) return undefined;
  const { earliest, latest } = occurredOn;
  for (const [field, time, last] of [
    ['start', start, latest],
    ['end', end, null],
  ] as const) {
    const day = time?.slice(0, 10);
    if (day !== undefined && ((earliest !== null && day < earliest) || (last !== null && day > last)))
      return refuseField(
        changes === undefined ? `/${field}` : `/changes/${field in changes ? field : 'occurredOn'}`,
        'held-on-another-day',
        `${field} is ${time}, but occurredOn is ${occurredOn.edtf}: the day goes by the clocks of the place where they met. Put right what is wrong, both if need be, or leave occurredOn out.`,
      );
  }
  return undefined;
};
