import { futureDates, type EventDates } from '#domain/future-dates.js';
import type { Source } from '#domain/envelope.js';
import type { Instant } from '#domain/ids.js';
import { dayOf, isTooFarAhead, type WorldDate } from '#domain/world-date.js';
import { type Decision, refuseField, type Rejection } from './decision.js';

/**
 * Whoever records a fact cannot tell what has not come yet: it has happened, and they have learned it. Plans, deadlines and
 * entries into force have fields of their own. This is asked of what is recorded now, and of no fact that the log holds:
 * a log that moves house is taken as it is, and an event that was recorded ahead can be corrected and voided.
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
      `learnedAt is ${learnedAt}, but it is only ${now} here. Leave it out if you learned it now.`,
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
 * Nobody learns what has not happened yet, whatever it is: who hears of a measure before it is announced has learned a plan,
 * or what somebody said. Else a moment of the past (`knownAt`) would show as a fact what nobody could know.
 */
export const guardLearnedAfterwards = (
  pointer: string,
  { learnedAt, occurredOn }: Readonly<{ learnedAt?: Instant; occurredOn?: WorldDate }>,
): Rejection | undefined => {
  const first = occurredOn?.earliest;
  if (learnedAt === undefined || !first || !isTooFarAhead(first, dayOf(learnedAt))) return undefined;
  return refuseField(
    pointer,
    'learned-before-it-happened',
    `learnedAt is ${learnedAt}, but occurredOn is ${occurredOn.edtf}. Put one of the two right, or leave learnedAt out. What was known before it happened is a fact of its own: a plan, or what somebody said of it.`,
  );
};

type DatedFact = EventDates & Readonly<{ sources?: readonly Source[] | null }>;

const guardHappened = (at: string, fact: DatedFact, now: Instant): Rejection | undefined => {
  const today = dayOf(now);
  const [ahead] = futureDates(fact, now);
  if (ahead !== undefined)
    return refuseField(
      `${at}/${ahead.field}`,
      'occurred-in-the-future',
      `${ahead.field} is ${ahead.value}, but it is only ${today} here. Put the date right. What is still to come has not happened: tell what was said of it, with its day as planned, due, from or entersIntoForce.`,
    );
  for (const [n, { publishedOn }] of (fact.sources ?? []).entries())
    if (publishedOn?.earliest && isTooFarAhead(publishedOn.earliest, today))
      return refuseField(
        `${at}/sources/${n}/publishedOn`,
        'published-in-the-future',
        `publishedOn is ${publishedOn.edtf}, but it is only ${today} here. Put the date right.`,
      );
  return undefined;
};
