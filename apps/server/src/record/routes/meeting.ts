import type { IssueId, MeetingId, PartyId, RepresentativeId } from '#domain/ids.js';
import {
  COMING,
  type Coming,
  type Level,
  LEVELS,
  meeting,
  type MeetingEvents,
  type Mode,
  MODES,
  PARTSTAT,
  type PartStat,
  type Presence,
  PRESENCES,
} from '#domain/meeting.js';
import type { PlannedTime } from '#domain/world-date.js';
import { commandRoutes } from '../command-routes.js';
import { ID } from '../../openapi/examples.js';
import { Fact, type Fields, OpeningFact, Planned, ReasonedFact } from '../../http/validation/fact.js';
import { Flag, Line, List, Nested, OneOf, Ref, Refs, Text } from '../../http/validation/fields.js';
import { LocalDateTime, Zone } from '../../http/validation/time-fields.js';

const optional = { optional: true } as const;

class ProposeMeeting extends OpeningFact implements Fields<MeetingEvents['MeetingProposed']> {
  @Line() readonly title!: string;
  @OneOf(LEVELS, { ...optional, name: 'MeetingLevel' }) readonly level?: Level;
  @OneOf(MODES, { ...optional, name: 'MeetingMode' }) readonly mode?: Mode;
  @Ref('party', optional) readonly proposedById?: PartyId;
  @Refs('party', optional) readonly partyIds?: readonly PartyId[];
  @Refs('issue', optional) readonly issueIds?: readonly IssueId[];
  @Nested(() => Planned, optional) readonly planned?: PlannedTime;
  @Line(optional) readonly place?: string;
  @Ref('meeting', { ...optional, description: 'The meeting that this one prepares for' })
  readonly preparesForId?: MeetingId;
}

class ExtendInvitation extends Fact implements Fields<MeetingEvents['InvitationExtended']> {
  @Ref('representative') readonly inviteeId!: RepresentativeId;
  @Ref('representative', optional) readonly invitedById?: RepresentativeId;
  @Text(optional) readonly text?: string;
}

class AnswerInvitation extends Fact implements Fields<MeetingEvents['InvitationAnswered']> {
  @Ref('representative') readonly personId!: RepresentativeId;
  @OneOf(PARTSTAT, { name: 'ParticipationStatus', description: 'PARTSTAT of RFC 5545' }) readonly answer!: PartStat;
  @Ref('representative', optional) readonly delegatedToId?: RepresentativeId;
  @Ref('representative', { ...optional, description: 'The representative who reports the answer' })
  readonly reportedById?: RepresentativeId;
  @Text(optional) readonly text?: string;
}

class ScheduleMeeting extends Fact implements Fields<MeetingEvents['MeetingScheduled']> {
  @Nested(() => Planned) readonly planned!: PlannedTime;
  @Line(optional) readonly place?: string;
}

class ConfirmMeeting extends Fact implements Fields<MeetingEvents['MeetingConfirmed']> {
  @Ref('party', optional) readonly confirmedById?: PartyId;
  @Nested(() => Planned, optional) readonly planned?: PlannedTime;
  @Line(optional) readonly place?: string;
}

class RescheduleMeeting extends ReasonedFact implements Fields<MeetingEvents['MeetingRescheduled']> {
  @Nested(() => Planned) readonly planned!: PlannedTime;
  @Line(optional) readonly place?: string;
}

class PostponeMeeting extends ReasonedFact implements Fields<MeetingEvents['MeetingPostponed']> {
  @Nested(() => Planned, optional) readonly until?: PlannedTime;
}

class DelegationMember {
  @Ref('representative') readonly representativeId!: RepresentativeId;
  @OneOf(COMING, { name: 'MemberComing' }) readonly coming!: Coming;
  @Text(optional) readonly text?: string;
}

class AnnounceDelegation extends Fact implements Fields<MeetingEvents['DelegationAnnounced']> {
  @Ref('party') readonly partyId!: PartyId;
  @OneOf([...LEVELS, 'unclear'], { ...optional, name: 'DelegationLevel' }) readonly level?: Level | 'unclear';
  @Ref('representative', optional) readonly headId?: RepresentativeId;
  @List(() => DelegationMember, optional) readonly members?: readonly DelegationMember[];
  @Flag() readonly confirmed!: boolean;
  @Ref('representative', optional) readonly announcedById?: RepresentativeId;
  @Text(optional) readonly text?: string;
}

class Attendance {
  @Ref('representative') readonly representativeId!: RepresentativeId;
  @OneOf(PRESENCES, { name: 'Presence' }) readonly presence!: Presence;
  @Ref('representative', optional) readonly replacedById?: RepresentativeId;
}

class HoldMeeting extends Fact implements Fields<MeetingEvents['MeetingHeld']> {
  @LocalDateTime({
    ...optional,
    description: 'Local date and time in `zone`. Its date is the default of occurredOn',
  })
  readonly start?: string;
  @LocalDateTime(optional) readonly end?: string;
  @Zone(optional) readonly zone?: string;
  @Line({ ...optional, description: 'Verbatim: "almost two hours"' }) readonly durationText?: string;
  @Line(optional) readonly place?: string;
  @Refs('party', { ...optional, description: 'The parties that attended, if the persons are not known' })
  readonly partyIds?: readonly PartyId[];
  @List(() => Attendance, optional) readonly attendance?: readonly Attendance[];
  @Text(optional) readonly summary?: string;
  @Text(optional) readonly outcome?: string;
}

export const meetingRoutes = commandRoutes(meeting, {
  routes: {
    ProposeMeeting: {
      path: 'negotiations/:negotiationId/meetings',
      dto: ProposeMeeting,
      summary: 'Propose a meeting, a call or another contact',
      examples: {
        summit: {
          id: ID.summit,
          title: 'EU–China summit in Beijing',
          level: 'summit',
          mode: 'in-person',
          partyIds: [ID.eu, ID.china],
          issueIds: [ID.controls],
          planned: { on: '2025-07-24' },
          place: 'Beijing',
          occurredOn: '2025-07',
        },
        call: {
          id: ID.call,
          title: 'Video call of Šefčovič and Wang',
          level: 'ministerial',
          mode: 'video-call',
          partyIds: [ID.eu, ID.china],
          issueIds: [ID.controls],
          planned: { on: '2025-10-21' },
          occurredOn: '2025-10-2X',
        },
        brussels: {
          id: ID.brussels,
          title: 'High-level technical talks in Brussels',
          level: 'high-level-technical',
          mode: 'in-person',
          proposedById: ID.eu,
          partyIds: [ID.eu, ID.china],
          issueIds: [ID.controls],
          planned: { text: 'this week' },
          place: 'Brussels',
          occurredOn: '2025-10-2X',
          codes: [{ scheme: 'CAMEO', version: '1.1b3', code: '036' }],
        },
      },
    },
    ExtendInvitation: {
      path: 'meetings/:id/invitations',
      dto: ExtendInvitation,
      summary: 'Invite a person or party to a meeting',
      examples: { minister: { inviteeId: ID.wang, invitedById: ID.sefcovic, occurredOn: '2025-10-21' } },
    },
    AnswerInvitation: {
      path: 'meetings/:id/answers',
      dto: AnswerInvitation,
      summary: 'Record the answer to an invitation, before or after there is a date',
      examples: {
        accepted: { personId: ID.wang, answer: 'ACCEPTED', reportedById: ID.sefcovic, occurredOn: '2025-10-21' },
      },
    },
    ScheduleMeeting: {
      path: 'meetings/:id/schedule',
      dto: ScheduleMeeting,
      summary: 'Schedule a meeting',
      examples: {
        thursday: { planned: { on: '2025-10-30', text: 'Thursday' }, place: 'Brussels', occurredOn: '2025-10-27' },
      },
    },
    ConfirmMeeting: {
      path: 'meetings/:id/confirm',
      dto: ConfirmMeeting,
      summary: 'Record that a party confirms a meeting',
      examples: { europe: { confirmedById: ID.eu, occurredOn: '2025-10-27' } },
    },
    RescheduleMeeting: {
      path: 'meetings/:id/reschedule',
      dto: RescheduleMeeting,
      summary: 'Reschedule a meeting',
      examples: {
        friday: {
          planned: { on: '2025-10-31', time: '09:30', zone: 'Europe/Brussels' },
          reason: 'The delegation lands late.',
          occurredOn: '2025-10-28',
        },
      },
    },
    PostponeMeeting: {
      path: 'meetings/:id/postpone',
      dto: PostponeMeeting,
      summary: 'Postpone a meeting, with or without a new date',
      examples: { comingWeeks: { until: { text: 'in the coming weeks' }, occurredOn: '2025-10-28' } },
    },
    CancelMeeting: {
      path: 'meetings/:id/cancel',
      dto: ReasonedFact,
      summary: 'Cancel a meeting',
      examples: { noRoom: { reason: 'No room was free.', occurredOn: '2025-10-28' } },
    },
    AnnounceDelegation: {
      path: 'meetings/:id/delegations',
      dto: AnnounceDelegation,
      summary: 'Announce the delegation of a party, or that it is open',
      examples: {
        china: {
          partyId: ID.china,
          level: 'unclear',
          members: [{ representativeId: ID.wang, coming: 'unclear' }],
          confirmed: false,
          announcedById: ID.gill,
          occurredOn: '2025-10-27',
        },
      },
    },
    HoldMeeting: {
      path: 'meetings/:id/held',
      dto: HoldMeeting,
      summary: 'Record that a meeting was held: when, who attended, and the outcome',
      examples: {
        talks: {
          start: '2025-10-30T09:30',
          end: '2025-10-30T16:00',
          zone: 'Europe/Brussels',
          partyIds: [ID.eu, ID.china],
          attendance: [{ representativeId: ID.wang, presence: 'absent' }],
          summary: 'High-level technical talks.',
          occurredOn: '2025-10-30',
        },
      },
    },
  },
});
