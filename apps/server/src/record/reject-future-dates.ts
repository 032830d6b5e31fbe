import { futureDates, type EventDates } from '#domain/future-dates.js';
import type { Circumstances, Source } from '#domain/envelope.js';
import type { Instant } from '#domain/ids.js';
import { hourText, instantOf } from '#domain/occurred-time.js';
import { dayOf, isTooFarAhead } from '#domain/world-date.js';
import { type Decision, refuseField, type Rejection } from './decision.js';

/**
 * A fact is in the past: it has happened, and the recorder has learned it. Plans, deadlines and
 * entries into force have their own fields. Only new facts are checked, not those in the log:
 * an imported log stays unchanged, and an event with a future date can still be corrected and voided.
 */
export const rejectFutureDates = (
  { event, circumstances }: Pick<Decision, 'event' | 'circumstances'>,
  now: Instant,
): Rejection | undefined => {
  const { learnedAt } = circumstances;
  if (learnedAt !== undefined && learnedAt > now)
    return refuseField(
      '/learnedAt',
      'learned-in-the-future',
      `learnedAt is ${learnedAt}, but the current time of the service is ${now}. Leave it out if you learned it now.`,
    );
  return (
    guardLearnedAfterwards('/learnedAt', circumstances) ??
    guardHappened('', { ...event.data, ...circumstances }, now) ??
    (event.type === 'RecordCorrected'
      ? guardHappened('/changes', (event.data as { changes: DatedFact }).changes, now)
      : undefined)
  );
};

/**
 * A fact cannot be learned before it happens: somebody who hears of a measure before it is announced has learned a plan,
 * or a statement. Otherwise, a past view (`knownAt`) would show facts that nobody could know then.
 */
export const guardLearnedAfterwards = (
  pointer: string,
  { learnedAt, occurredOn, occurredTime }: Pick<Circumstances, 'learnedAt' | 'occurredOn' | 'occurredTime'>,
): Rejection | undefined => {
  const first = occurredOn?.earliest;
  if (learnedAt === undefined || !first) return undefined;
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

type DatedFact = EventDates & Readonly<{ sources?: readonly Source[] | null }>;

const guardHappened = (at: string, fact: DatedFact, now: Instant): Rejection | undefined => {
  const today = dayOf(now);
  const [ahead] = futureDates(fact, now);
  if (ahead?.field === 'occurredTime') return refuseHourAhead(`${at}/occurredTime`, fact, now);
  if (ahead !== undefined)
    return refuseField(
      `${at}/${ahead.field}`,
      'occurred-in-the-future',
      `${ahead.field} is ${ahead.value}, but the current day of the service is ${today}. Correct the date. For future dates use planned, due, from or entersIntoForce.`,
    );
  for (const [n, { publishedOn }] of (fact.sources ?? []).entries())
    if (publishedOn?.earliest && isTooFarAhead(publishedOn.earliest, today))
      return refuseField(
        `${at}/sources/${n}/publishedOn`,
        'published-in-the-future',
        `publishedOn is ${publishedOn.edtf}, but the current day of the service is ${today}. Correct the date.`,
      );
  return undefined;
};

export const refuseHourAhead = (pointer: string, { occurredOn, occurredTime }: EventDates, now: Instant): Rejection =>
  refuseField(
    pointer,
    'occurred-in-the-future',
    `It happened on ${occurredOn!.edtf} at ${hourText(occurredTime!)}, but the current time of the service is ${now}. Correct the time or the day.`,
  );
