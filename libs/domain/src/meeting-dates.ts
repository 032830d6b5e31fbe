import type { Patch } from './correction.js';
import { type FieldRefusal, refuseField } from './decider.js';
import type { Circumstances } from './envelope.js';
import { impliedDay } from './meeting.js';
import type { WorldDate } from './world-date.js';

/** The dates of a fact. `start` and `end` are local times of a meeting that was held. */
type When = Readonly<{ occurredOn?: WorldDate; start?: string; end?: string }>;

/** Adds the date that the local times imply, if occurredOn is left out. */
export const withDayHeld = (data: object, circumstances: Circumstances): Circumstances => {
  const occurredOn = circumstances.occurredOn ?? impliedDay(data);
  return occurredOn === undefined ? circumstances : { ...circumstances, occurredOn };
};

/** Whether a correction changes when a meeting was held. Other corrections keep the date, given or implied. */
export const isAboutWhen = (changes: Patch) => ['occurredOn', 'start', 'end'].some((field) => field in changes);

/** A meeting starts on a day in occurredOn, and does not end on an earlier day. `changes` are those of a correction. */
export const guardDayHeld = ({ occurredOn, start, end }: When, changes?: Patch): FieldRefusal | undefined => {
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
        `${field} is ${time}, but occurredOn is ${occurredOn.edtf}: a meeting starts on a day of occurredOn and does not end earlier, in local time at its place. Correct the wrong field, or both, or leave occurredOn out.`,
      );
  }
  return undefined;
};
