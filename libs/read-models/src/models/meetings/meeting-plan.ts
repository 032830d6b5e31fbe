import { unknown } from '#domain/decider.js';
import type { MeetingEvent } from '#domain/meeting.js';
import { datesAsEdtf, type Dated, type PlannedTime, reachesFrom, span } from '#domain/world-date.js';
import { instantAt } from '#domain/zoned-time.js';
import { BriefAccount, briefAccountOf } from '../attribution.js';
import { accountsOf, countedOnce } from '#domain/accounts.js';
import type { StoredFact } from '../timeline/facts.js';
import { type DatesAsEdtf, ofCommands } from '../../routes/facts.js';
import { all, day, described, named, object, oneOf, orNull, type Static } from '../../routes/schema.js';

export const MEETING_STATUSES = ['proposed', 'tentative', 'confirmed', 'postponed', 'cancelled', 'held'] as const;
export type MeetingStatus = (typeof MEETING_STATUSES)[number];
export const StatusName = oneOf('MeetingStatus', MEETING_STATUSES);

export type MeetingFact = StoredFact<MeetingEvent>;
export type HeldFact = MeetingFact & { type: 'MeetingHeld' };

export const PlannedAccount = named(
  'PlannedAccount',
  described(
    'The planned time of a meeting, according to one account',
    all(
      ofCommands<DatesAsEdtf<PlannedTime>>('Planned'),
      BriefAccount,
      object({
        'earliest?': described('The first day that `on` can mean; null if it is open', orNull(day)),
        'latest?': described('The last day that `on` can mean; null if it is open', orNull(day)),
      }),
    ),
  ),
);
export type PlannedAccount = Static<typeof PlannedAccount>;

/** See `span` and `reachesFrom` of world-date. `begins`: the instant, if the time is known. */
type Days = Readonly<{ earliest: string; latest: string; reachesFrom: string; begins?: string | undefined }>;

/**
 * A meeting in the calendar. `plannedAccounts`: all accounts of the planned time, if they differ. `days`: the first and the
 * last day of the meeting, as held or else as planned.
 */
export type Calendar = Readonly<{
  status: MeetingStatus;
  place?: string;
  planned?: PlannedAccount;
  plannedAccounts?: readonly PlannedAccount[];
  held?: HeldFact;
  days?: Days;
}>;

type Plan = Readonly<{ event: MeetingFact; time: PlannedTime }>;
type Course = Readonly<{
  status: 'planned' | Exclude<MeetingStatus, 'proposed' | 'tentative'>;
  plan?: Plan | undefined;
  place?: string | undefined;
}>;

/** `events` are the meeting's effective events, in chronological order. */
export const calendarOf = (events: readonly MeetingFact[]): Calendar => {
  const facts = countedOnce(events);
  // A meeting starts with its proposal, even if the proposal has no date.
  const story = [...facts.filter(isProposal), ...facts.filter((event) => !isProposal(event))];
  const { status, plan, place } = story.reduce<Course>(follow, { status: 'planned' });
  const held = story.find((event): event is HeldFact => event.type === 'MeetingHeld');
  const accounts = plan ? plansBeside(plan, events) : [];
  const chosen = plan && preferred(plan, accounts);
  const days = (held && daysHeld(held)) ?? (chosen && daysPlanned(chosen));
  return {
    status: held ? 'held' : status !== 'planned' ? status : chosen?.time.on ? 'tentative' : 'proposed',
    ...(place !== undefined && { place }),
    ...(chosen && { planned: show(chosen) }),
    ...(new Set(accounts.map(timeTold)).size > 1 && { plannedAccounts: accounts.map(show) }),
    ...(held && { held }),
    ...(days && { days }),
  };
};
const isProposal = ({ type }: MeetingFact) => type === 'MeetingProposed';

const follow = (course: Course, event: MeetingFact): Course => {
  const time = timeIn(event);
  // A time without a day refers to the day named before, and so does a confirmation without a day.
  const sameDayAsBefore = time?.on === undefined && (time?.time !== undefined || event.type === 'MeetingConfirmed');
  const plan = time && { event, time: sameDayAsBefore ? { ...course.plan?.time, ...time } : time };
  switch (event.type) {
    case 'MeetingProposed':
      return { status: 'planned', plan: plan ?? course.plan, place: event.data.place };
    case 'MeetingScheduled':
    case 'MeetingRescheduled': {
      const sameDay = plan?.time.on !== undefined && plan.time.on.edtf === course.plan?.time.on?.edtf;
      const status = course.status === 'confirmed' && sameDay ? 'confirmed' : 'planned';
      return { status, plan: plan ?? course.plan, place: event.data.place ?? course.place };
    }
    case 'MeetingConfirmed':
      return {
        status: 'confirmed',
        plan: plan ?? course.plan,
        place: event.data.place ?? course.place,
      };
    // A meeting that is postponed without a new day or time has none.
    case 'MeetingPostponed':
      return { ...course, status: 'postponed', plan };
    case 'MeetingCancelled':
      return { ...course, status: 'cancelled' };
    case 'MeetingHeld':
      return { ...course, place: event.data.place ?? course.place };
    case 'InvitationExtended':
    case 'InvitationAnswered':
    case 'DelegationAnnounced':
      return course;
    default:
      return unknown(event);
  }
};

const timeIn = (event: MeetingFact): PlannedTime | undefined => {
  switch (event.type) {
    case 'MeetingProposed':
    case 'MeetingScheduled':
    case 'MeetingRescheduled':
    case 'MeetingConfirmed':
      return event.data.planned;
    case 'MeetingPostponed':
      return event.data.until;
    case 'MeetingCancelled':
    case 'MeetingHeld':
    case 'InvitationExtended':
    case 'InvitationAnswered':
    case 'DelegationAnnounced':
      return undefined;
    default:
      return unknown(event);
  }
};

/** The plan and its rivals: other accounts of the same fact, and other facts of the same day. */
const plansBeside = (plan: Plan, events: readonly MeetingFact[]): readonly Plan[] => {
  const accounts = new Set(accountsOf(plan.event, events));
  return events.flatMap((event) => {
    if (event === plan.event) return [plan];
    const time = timeIn(event);
    return time && (accounts.has(event) || saidTheSameDay(event, plan.event)) ? [{ event, time }] : [];
  });
};
const saidTheSameDay = (one: MeetingFact, other: MeetingFact) => {
  if (isProposal(one) || isProposal(other)) return false;
  if (!one.metadata.occurredOn || !other.metadata.occurredOn) return false;
  const [a, b] = [span(one.metadata), span(other.metadata)];
  return a.earliest === b.earliest && a.latest === b.latest;
};
const timeTold = ({ time: { on, text, time } }: Plan) => JSON.stringify([on?.edtf ?? text, time]);

/** Of several accounts, one that names a day is preferred to one that says "in the coming weeks". */
const preferred = (plan: Plan, accounts: readonly Plan[]): Plan =>
  plan.time.on || plan.event.type === 'MeetingPostponed' ? plan : (accounts.findLast(({ time }) => time.on) ?? plan);

const show = ({ event, time }: Plan): PlannedAccount => ({
  ...(datesAsEdtf(time) as Readonly<Record<string, string>>),
  ...(time.on && { earliest: time.on.earliest, latest: time.on.latest }),
  ...briefAccountOf(event),
});

const daysPlanned = ({ event, time: { on, time, zone } }: Plan): Days | undefined => {
  if (on === undefined) return undefined;
  const days = daysOf({ occurredOn: on, learnedAt: event.metadata.learnedAt });
  if (time === undefined || days.earliest !== days.latest) return days;
  return { ...days, begins: instantAt(`${days.earliest}T${time}`, zone) };
};
const daysHeld = ({ data: { start, end, zone }, metadata }: HeldFact): Days | undefined => {
  const first = (start ?? end)?.slice(0, 10);
  const begins = start === undefined ? undefined : instantAt(start, zone);
  if (first !== undefined) return { earliest: first, latest: end?.slice(0, 10) ?? first, reachesFrom: first, begins };
  return metadata.occurredOn && daysOf(metadata);
};
const daysOf = (placed: Dated): Days => ({ ...span(placed), reachesFrom: reachesFrom(placed) });
