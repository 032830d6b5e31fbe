import { futureDates, type EventDates } from '#domain/future-dates.js';
import type { Source } from '#domain/envelope.js';
import type { Instant } from '#domain/ids.js';
import { dayOf, isTooFarAhead, type WorldDate } from '#domain/world-date.js';
import { Problem } from '../http/problem.js';
import type { Telling } from './decision.js';

/**
 * Whoever records a fact cannot tell what has not come yet: it has happened, and they have learned it. Plans, deadlines and
 * entries into force have fields of their own. This is asked of what is recorded now, and of no fact that the log holds:
 * a log that moves house is taken as it is, and an event that was recorded ahead can be corrected and voided.
 * @throws Problem 422
 */
export const rejectFutureDates = ({ message, circumstances }: Telling, now: Instant): void => {
  const { learnedAt } = circumstances;
  if (learnedAt !== undefined && learnedAt > now)
    throw ahead(
      'learned-in-the-future',
      '/learnedAt',
      `learnedAt is ${learnedAt}, but it is only ${now} here. Leave it out if you learned it now.`,
    );
  assertLearnedAfterwards('/learnedAt', circumstances);
  assertHappened('', { ...message.data, ...circumstances }, now);
  if (message.type === 'RecordCorrected') assertHappened('/changes', (message.data as { changes: Told }).changes, now);
};

/**
 * Nobody learns what has not happened yet, whatever it is: who hears of a measure before it is announced has learned a plan,
 * or what somebody said. Else a moment of the past (`knownAt`) would show as a fact what nobody could know.
 * @throws Problem 422
 */
export const assertLearnedAfterwards = (
  pointer: string,
  { learnedAt, occurredOn }: Readonly<{ learnedAt?: Instant; occurredOn?: WorldDate }>,
): void => {
  const first = occurredOn?.earliest;
  if (learnedAt !== undefined && first && isTooFarAhead(first, dayOf(learnedAt)))
    throw ahead(
      'learned-before-it-happened',
      pointer,
      `learnedAt is ${learnedAt}, but occurredOn is ${occurredOn.edtf}. Put one of the two right, or leave learnedAt out. What was known before it happened is a fact of its own: a plan, or what somebody said of it.`,
    );
};

type Told = EventDates & Readonly<{ sources?: readonly Source[] | null }>;

const assertHappened = (at: string, fact: Told, now: Instant): void => {
  const today = dayOf(now);
  for (const { field, value: told } of futureDates(fact, now))
    throw ahead(
      'occurred-in-the-future',
      `${at}/${field}`,
      `${field} is ${told}, but it is only ${today} here. Put the date right. What is still to come has not happened: tell what was said of it, with its day as planned, due, from or entersIntoForce.`,
    );
  for (const [n, { publishedOn }] of (fact.sources ?? []).entries())
    if (publishedOn?.earliest && isTooFarAhead(publishedOn.earliest, today))
      throw ahead(
        'published-in-the-future',
        `${at}/sources/${n}/publishedOn`,
        `publishedOn is ${publishedOn.edtf}, but it is only ${today} here. Put the date right.`,
      );
};

const ahead = (code: string, pointer: string, detail: string) =>
  new Problem(422, code, detail, { errors: [{ pointer, code, detail }] });
