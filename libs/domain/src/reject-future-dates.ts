import { type FieldRefusal, type Message, refuseField } from './decider.js';
import type { Circumstances, Source } from './envelope.js';
import { futureDates, type EventDates } from './future-dates.js';
import type { Instant } from './ids.js';
import { hourText, instantOf } from './occurred-time.js';
import { dayOf, isTooFarAhead } from './world-date.js';

/**
 * A fact is in the past: it has happened, and the recorder has learned it. Plans, deadlines and
 * entries into force have their own fields. Only new facts are checked, not those in the log:
 * an imported log stays unchanged, and an event with a future date can still be corrected and voided.
 */
export const rejectFutureDates = (
  { event: { type, data }, circumstances }: Readonly<{ event: Message; circumstances: Circumstances }>,
  now: Instant,
): FieldRefusal | undefined => {
  const changes = type === 'RecordCorrected' ? (data as { changes: DatedFact }).changes : undefined;
  return [
    ...wrongDates('', { ...(data as object), ...circumstances }, now),
    ...(changes ? datesAhead('/changes', changes, now) : []),
  ][0];
};

/** The fields of a fact, or of a correction of it, that have dates. */
export type DatedFact = EventDates & Readonly<{ learnedAt?: Instant | null; sources?: readonly Source[] | null }>;

/** All dates of a new fact that its time of recording rules out. `at`: the pointer to its fields. */
export const wrongDates = (at: string, fact: DatedFact, now: Instant): readonly FieldRefusal[] => {
  const { learnedAt } = fact;
  if (learnedAt && learnedAt > now)
    return [
      refuseField(
        `${at}/learnedAt`,
        'learned-in-the-future',
        `learnedAt is ${learnedAt}, but the current time of the service is ${now}. Leave it out if you learned it now.`,
      ),
      ...datesAhead(at, fact, now),
    ];
  const early = guardLearnedAfterwards(`${at}/learnedAt`, fact);
  return [...(early ? [early] : []), ...datesAhead(at, fact, now)];
};

/**
 * A fact cannot be learned before it happens: somebody who hears of a measure before it is announced has learned a plan,
 * or a statement. Otherwise, a past view (`knownAt`) would show facts that nobody could know then.
 */
export const guardLearnedAfterwards = (
  pointer: string,
  { learnedAt, occurredOn, occurredTime }: DatedFact,
): FieldRefusal | undefined => {
  const first = occurredOn?.earliest;
  if (!learnedAt || !first) return undefined;
  const instant = instantOf({ occurredOn, occurredTime });
  const isHourAhead = instant !== undefined && instant > learnedAt;
  if (!isHourAhead && !isTooFarAhead(first, dayOf(learnedAt))) return undefined;
  const when = isHourAhead
    ? `occurredTime is ${hourText(occurredTime!)} on ${occurredOn.edtf}`
    : `occurredOn is ${occurredOn.edtf}`;
  return refuseField(
    pointer,
    'learned-before-it-happened',
    `learnedAt is ${learnedAt}, but ${when}. Correct one of them, or leave learnedAt out. If something was known before it happened, record that as a separate fact: a plan or a statement.`,
  );
};

/** The dates in the future, of what happened and of its publications. */
const datesAhead = (at: string, fact: DatedFact, now: Instant): readonly FieldRefusal[] => [
  ...futureDates(fact, now).map(({ field, value }) =>
    field === 'occurredTime'
      ? refuseHourAhead(`${at}/occurredTime`, fact, now)
      : refuseField(
          `${at}/${field}`,
          'occurred-in-the-future',
          `${field} is ${value}, but the current day of the service is ${dayOf(now)}. Correct the date. For future dates use planned, due, from or entersIntoForce.`,
        ),
  ),
  ...(fact.sources ?? []).flatMap(({ publishedOn }, n) =>
    publishedOn?.earliest && isTooFarAhead(publishedOn.earliest, dayOf(now))
      ? [
          refuseField(
            `${at}/sources/${n}/publishedOn`,
            'published-in-the-future',
            `publishedOn is ${publishedOn.edtf}, but the current day of the service is ${dayOf(now)}. Correct the date.`,
          ),
        ]
      : [],
  ),
];

export const refuseHourAhead = (
  pointer: string,
  { occurredOn, occurredTime }: EventDates,
  now: Instant,
): FieldRefusal =>
  refuseField(
    pointer,
    'occurred-in-the-future',
    `It happened on ${occurredOn!.edtf} at ${hourText(occurredTime!)}, but the current time of the service is ${now}. Correct the time or the day.`,
  );
