import type { Message, MessageId } from '#messages/messages.js';
import type { NameList } from '#messages/parameters.js';

/** A change in how provisions of one party stand, or that it is no longer settled how they stand. */
export type ForceChange = Readonly<{
  actor: string;
  turn: Turn;
  /** The days on which it may have happened, `2025-10-01/2025-10-09`, and the first day on which it certainly had. */
  days: string;
  from: string;
  count: number;
  measures: NameList;
  eventIds: readonly string[];
  followsFromDateAlone?: true | undefined;
}>;
type Planned = Readonly<{ eventId: string; text?: string; earliest?: string | null; latest?: string | null }>;
export type HeadlineFacts = Readonly<{
  on: string;
  changes: readonly ForceChange[];
  nextMeeting?: Readonly<{ title: string; planned?: Planned }> | undefined;
  lastMove?: PositionMove | undefined;
}>;
export type PositionMove = Readonly<{ move: Move; party: string; issue: string; days: string; eventId: string }>;
/** As messages name them. */
export type Turn = AfterDot<'changed'>;
export type Move = AfterDot<'position'>;
type AfterDot<Part extends string> = MessageId extends infer Id
  ? Id extends `headline.${Part}.${infer Last}`
    ? Last
    : never
  : never;

/** A message, and the events that it is based on. */
export type Sentence = Readonly<{ message: Message; eventIds: readonly string[]; followsFromDateAlone?: true }>;
export type Headline = Sentence & Readonly<{ next?: Sentence }>;

const DAYS = 14;

/**
 * What comes first: a change in force within 14 days of the day, before or after it; else a meeting within the next 14 days; else the
 * newest change; else the last move of a position. `next` says what is planned, if that is not the headline itself.
 */
export const headlineOf = (facts: HeadlineFacts): Headline | undefined => {
  const { on, changes, nextMeeting, lastMove } = facts;
  const near = changes.filter(({ from }) => Math.abs(daysFrom(on, from)) <= DAYS).toSorted(byNearness(on))[0];
  if (near !== undefined) return { ...changed(near, on), next: meetingIn(nextMeeting) };
  if (nextMeeting?.planned?.latest && daysFrom(on, nextMeeting.planned.latest) <= DAYS) return meetingIn(nextMeeting);
  const newest = changes.filter(({ from }) => from <= on).toSorted(byNearness(on))[0];
  if (newest !== undefined) return { ...changed(newest, on), next: meetingIn(nextMeeting) };
  return lastMove && { ...moved(lastMove), next: meetingIn(nextMeeting) };
};

const DAY_MS = 86_400_000;
const daysFrom = (one: string, other: string): number => (Date.parse(other) - Date.parse(one)) / DAY_MS;

/** Of two on one day, that of more provisions; of two as far away, that which has happened. */
const byNearness = (on: string) => (a: ForceChange, b: ForceChange) =>
  Math.abs(daysFrom(on, a.from)) - Math.abs(daysFrom(on, b.from)) ||
  (a.from === b.from ? b.count - a.count || (a.turn < b.turn ? -1 : 1) : a.from < b.from ? -1 : 1);

const changed = (change: ForceChange, on: string): Sentence => {
  const { actor, turn, days, count, measures, eventIds, followsFromDateAlone } = change;
  // Nothing is due to become unknown.
  const id =
    turn === 'unknown' || change.from <= on ? (`headline.changed.${turn}` as const) : (`headline.due.${turn}` as const);
  return {
    message: { id, parameters: { count, actor, days, measures } },
    eventIds,
    ...(followsFromDateAlone && { followsFromDateAlone }),
  };
};

const meetingIn = (meeting: HeadlineFacts['nextMeeting']): Sentence => {
  if (meeting === undefined) return { message: { id: 'headline.noMeeting', parameters: {} }, eventIds: [] };
  const { title, planned } = meeting;
  const { eventId, text, earliest, latest } = planned ?? {};
  const eventIds = eventId === undefined ? [] : [eventId];
  if (earliest && latest)
    return {
      message: { id: 'headline.meeting', parameters: { title, days: daysBetween(earliest, latest) } },
      eventIds,
    };
  return text === undefined
    ? { message: { id: 'headline.meetingWithoutDay', parameters: { title } }, eventIds }
    : { message: { id: 'headline.meetingInWords', parameters: { title, words: text } }, eventIds };
};

const moved = ({ move, party, issue, days, eventId }: PositionMove): Sentence => ({
  message: { id: `headline.position.${move}`, parameters: { party, issue, days } },
  eventIds: [eventId],
});

/** As messages have days. */
export const daysBetween = (first: string, last: string): string => (first === last ? first : `${first}/${last}`);
