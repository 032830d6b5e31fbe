import {
  type CommandsOf,
  type Decider,
  type EventsOf,
  onlyOnce,
  type Refusal,
  unknown,
  refuseField,
} from './decider.js';
import type { IssueId, MeetingId, PartyId, RepresentativeId } from './ids.js';
import type { Day, PlannedTime, WorldDate } from './world-date.js';

export const LEVELS = ['summit', 'ministerial', 'high-level-technical', 'technical', 'preparatory'] as const;
export type Level = (typeof LEVELS)[number];
export const MODES = ['in-person', 'video-call', 'phone-call', 'hybrid', 'written-exchange'] as const;
export type Mode = (typeof MODES)[number];
/** RFC 5545, section 3.2.12: the answers that an attendee of an event may give. */
export const PARTSTAT = ['NEEDS-ACTION', 'ACCEPTED', 'DECLINED', 'TENTATIVE', 'DELEGATED'] as const;
export type PartStat = (typeof PARTSTAT)[number];
export const PRESENCES = ['present', 'absent', 'excused', 'replaced'] as const;
export type Presence = (typeof PRESENCES)[number];
export const COMING = ['coming', 'not-coming', 'unclear'] as const;
export type Coming = (typeof COMING)[number];

// Events. Being invited, being announced and having attended are three facts.
export type MeetingEvents = {
  MeetingProposed: {
    title: string;
    /** Left out where nobody said. */
    level?: Level;
    mode?: Mode;
    proposedById?: PartyId;
    partyIds?: readonly PartyId[];
    issueIds?: readonly IssueId[];
    planned?: PlannedTime;
    place?: string;
    preparesForId?: MeetingId;
  };
  InvitationExtended: { inviteeId: RepresentativeId; invitedById?: RepresentativeId; text?: string };
  InvitationAnswered: {
    personId: RepresentativeId;
    answer: PartStat;
    delegatedToId?: RepresentativeId;
    reportedById?: RepresentativeId;
    text?: string;
  };
  MeetingScheduled: { planned: PlannedTime; place?: string };
  MeetingConfirmed: { confirmedById?: PartyId; planned?: PlannedTime; place?: string };
  MeetingRescheduled: { planned: PlannedTime; place?: string; reason?: string };
  MeetingPostponed: { until?: PlannedTime; reason?: string };
  MeetingCancelled: { reason?: string };
  DelegationAnnounced: {
    partyId: PartyId;
    /** `unclear` where it was said that the level is not known. */
    level?: Level | 'unclear';
    headId?: RepresentativeId;
    members?: readonly Readonly<{ representativeId: RepresentativeId; coming: Coming; text?: string }>[];
    confirmed: boolean;
    announcedById?: RepresentativeId;
    text?: string;
  };
  /** `start` and `end` are `2025-10-30T09:30` on the clocks of `zone`. */
  MeetingHeld: {
    start?: string;
    end?: string;
    zone?: string;
    durationText?: string;
    place?: string;
    partyIds?: readonly PartyId[];
    attendance?: readonly Readonly<{
      representativeId: RepresentativeId;
      presence: Presence;
      replacedById?: RepresentativeId;
    }>[];
    summary?: string;
    outcome?: string;
  };
};
export type MeetingEvent = EventsOf<MeetingEvents>;

// Commands
const records = {
  ProposeMeeting: 'MeetingProposed',
  ExtendInvitation: 'InvitationExtended',
  AnswerInvitation: 'InvitationAnswered',
  ScheduleMeeting: 'MeetingScheduled',
  ConfirmMeeting: 'MeetingConfirmed',
  RescheduleMeeting: 'MeetingRescheduled',
  PostponeMeeting: 'MeetingPostponed',
  CancelMeeting: 'MeetingCancelled',
  AnnounceDelegation: 'DelegationAnnounced',
  HoldMeeting: 'MeetingHeld',
} as const;
export type MeetingCommand = CommandsOf<typeof records, MeetingEvents>;

/**
 * The days on which a meeting was held, derived from its clock times. If no day was entered, the service sets `occurredOn`
 * to it, because chronological order depends on that field.
 */
export const impliedDay = ({ start, end }: Readonly<{ start?: string; end?: string }>): WorldDate | undefined => {
  const [earliest, latest] = [start ?? end, end ?? start].map((time) => time?.slice(0, 10) as Day | undefined);
  if (earliest === undefined || latest === undefined) return undefined;
  return { edtf: earliest === latest ? earliest : `${earliest}/${latest}`, earliest, latest, begunBy: latest };
};

/** The fields without a day that is derived from the clock times: it changes with them. */
export const withoutImpliedDay = ({ occurredOn, ...fields }: Readonly<Record<string, unknown>>) =>
  occurredOn === undefined || occurredOn === impliedDay(fields)?.edtf ? fields : { ...fields, occurredOn };

// State: what can happen once. Anything else can be recorded in any order, answers even before any date.
export type Meeting = Readonly<{ held: boolean; cancelled: boolean }>;

/** The index of the first that stands there for the second time; -1 if none does. */
const firstRepeated = (ids: readonly string[]): number => ids.findIndex((id, n) => ids.indexOf(id) < n);

const hold = (
  { start, end, attendance = [] }: MeetingEvents['MeetingHeld'],
  { held }: Meeting,
): Refusal | undefined => {
  if (start !== undefined && end !== undefined && end < start)
    return refuseField(
      '/end',
      'end-before-start',
      `The meeting cannot end at ${end}, before it starts at ${start}. Correct start or end.`,
    );
  const replacedByNobody = attendance.findIndex(
    ({ presence, replacedById }) => replacedById !== undefined && presence !== 'replaced',
  );
  if (replacedByNobody >= 0)
    return refuseField(
      `/attendance/${replacedByNobody}/replacedById`,
      'replacement-without-replaced',
      'Only an attendee with the presence "replaced" may have a replacedById.',
    );
  const again = firstRepeated(attendance.map(({ representativeId }) => representativeId));
  if (again >= 0)
    return refuseField(
      `/attendance/${again}/representativeId`,
      'attendee-named-twice',
      'List each person only once in attendance.',
    );
  return onlyOnce('meeting-held', held);
};

const announceDelegation = ({ members = [], headId }: MeetingEvents['DelegationAnnounced']): Refusal | undefined => {
  const again = firstRepeated(members.map(({ representativeId }) => representativeId));
  if (again >= 0)
    return refuseField(
      `/members/${again}/representativeId`,
      'member-named-twice',
      'List each member of the delegation only once.',
    );
  if (members.some(({ representativeId, coming }) => representativeId === headId && coming === 'not-coming'))
    return refuseField(
      '/headId',
      'head-not-coming',
      'The head of the delegation is a member who is not coming. Omit headId, or correct that member.',
    );
  return undefined;
};

const guard = (command: MeetingCommand, state: Meeting): Refusal | undefined => {
  switch (command.type) {
    case 'HoldMeeting':
      return hold(command.data, state);
    case 'AnnounceDelegation':
      return announceDelegation(command.data);
    case 'CancelMeeting':
      return onlyOnce('meeting-cancelled', state.cancelled, 'it was scheduled again');
    case 'ProposeMeeting':
    case 'ExtendInvitation':
    case 'AnswerInvitation':
    case 'ScheduleMeeting':
    case 'ConfirmMeeting':
    case 'RescheduleMeeting':
    case 'PostponeMeeting':
      return undefined;
    default:
      return unknown(command);
  }
};

const evolve = (state: Meeting, event: MeetingEvent): Meeting => {
  switch (event.type) {
    case 'MeetingHeld':
      return { ...state, held: true };
    case 'MeetingCancelled':
      return { ...state, cancelled: true };
    // A meeting that was cancelled and scheduled again can be cancelled again.
    case 'MeetingScheduled':
    case 'MeetingRescheduled':
    case 'MeetingConfirmed':
      return { ...state, cancelled: false };
    case 'MeetingProposed':
    case 'InvitationExtended':
    case 'InvitationAnswered':
    case 'MeetingPostponed':
    case 'DelegationAnnounced':
      return state;
    default:
      return unknown(event);
  }
};

export const meeting: Decider<Meeting, MeetingCommand, MeetingEvent> = {
  kind: 'meeting',
  records,
  opening: 'ProposeMeeting',
  initial: { held: false, cancelled: false },
  guard,
  evolve,
};
