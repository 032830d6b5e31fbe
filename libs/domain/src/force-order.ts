import type { EventId, Instant, PartyId } from './ids.js';
import type { Day, WorldDate } from './world-date.js';

/**
 * Something that takes effect on a day. `announced` is when it was announced; `announcedAt`: the instant, if the hour is known. `isImmediate`: no
 * other day was named, so that both are the same day, known or not.
 */
export type Change = Readonly<{
  start: WorldDate;
  announced: WorldDate;
  announcedAt?: Instant;
  isImmediate?: true;
  eventId: EventId;
  instrument?: string;
  forPartyIds?: readonly PartyId[];
}>;
/** A reason why a provision is not in force. `last` is its last day; without one it has no end of its own. */
export type Interruption = Change & Readonly<{ status: 'removed' | 'expired' | 'suspended'; last?: WorldDate }>;

// Kleene's three-valued logic: a fuzzy date may leave open whether something had begun.

export type Truth = 'no' | 'perhaps' | 'yes';
export const NO = 'no';
export const PERHAPS = 'perhaps';
export const YES = 'yes';
export const all = (...truths: readonly Truth[]): Truth =>
  truths.includes(NO) ? NO : truths.includes(PERHAPS) ? PERHAPS : YES;
export const not = (truth: Truth): Truth => (truth === YES ? NO : truth === NO ? YES : PERHAPS);

export const begun = ({ earliest, begunBy }: WorldDate, day: Day): Truth => {
  if (earliest !== null && day < earliest) return NO;
  return begunBy !== null && day >= begunBy ? YES : PERHAPS;
};

/** Whether a period with this last day is over. */
export const over = ({ earliest, latest }: WorldDate, day: Day): Truth => {
  if (latest !== null && day > latest) return YES;
  return earliest !== null && day <= earliest ? NO : PERHAPS;
};

/** Whether one change takes effect after the other. */
export const after = (change: Change, interruption: Change): Truth =>
  isOneDay(change.start, interruption.start)
    ? isAnnouncedLater(change, interruption)
    : isLater(change.start, interruption.start);

/** Of two that take effect on one day, whether the first was announced later. */
export const isAnnouncedLater = (one: Change, other: Change): Truth => {
  const [at, otherAt] = [one.announcedAt, other.announcedAt];
  if (at === undefined || otherAt === undefined || at === otherAt || !isOneDay(one.announced, other.announced))
    return isLater(one.announced, other.announced);
  return at > otherAt ? YES : NO;
};
const isLater = (one: WorldDate, other: WorldDate): Truth => {
  if (one.earliest !== null && other.begunBy !== null && one.earliest > other.begunBy) return YES;
  return one.begunBy !== null && other.earliest !== null && one.begunBy < other.earliest ? NO : PERHAPS;
};
export const isOneDay = (one: WorldDate, other: WorldDate) =>
  one.earliest !== null &&
  one.earliest === one.begunBy &&
  one.earliest === other.earliest &&
  one.earliest === other.begunBy;
