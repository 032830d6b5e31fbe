import type { Circumstances } from '#domain/envelope.js';
import type { EventOf } from '#domain/events.js';
import type { Coming, Level, Mode, PartStat } from '#domain/meeting.js';
import type { Outcome } from '#domain/negotiation.js';
import { hourText } from '#domain/occurred-time.js';
import type { PositionEvents } from '#domain/position.js';
import type { Attribution } from '#domain/statement.js';
import type { PlannedTime } from '#domain/world-date.js';
import type { Fact } from '../../projection/read-model.js';
import { membersWho, presentIn } from './people-in.js';
import {
  aOrAn,
  type Line,
  line,
  listed,
  type Named,
  thingName,
  plannedText,
  possessive,
  quoted,
  short,
  spelt,
  where,
} from './wording.js';

/** The thing that a sentence is about: its name, and the fact that opened it, if any. */
export type SentenceContext = Readonly<{ self: Named; opening: Fact | undefined }>;
type Lines = { readonly [Type in Fact['type']]: (data: EventOf<Type>['data'], context: SentenceContext) => Line };

type Told = Fact & Readonly<{ metadata?: Pick<Circumstances, 'occurredTime'> }>;

/** What happened, as a short sentence, after the hour if that is known. */
export const sentenceOf = ({ type, data, metadata }: Told, context: SentenceContext): Line => {
  const hour = where(metadata?.occurredTime, (time) => `${hourText(time)}: `);
  return line`${hour}${(LINES[type] as (data: unknown, context: SentenceContext) => Line)(data, context)}`;
};

// Shared clauses

const because = (reason: string | undefined) => where(reason, (words) => `: ${short(words)}`);
const inPlace = (place: string | undefined) => where(place, (name) => `, in ${short(name)}`);
const planned = (word: string, time: PlannedTime | undefined) =>
  where(time && plannedText(time), (text) => `${word} ${text}`);
const atMeeting = (id: string | undefined) => where(id, (meetingId) => line` at ${thingName('meeting', meetingId)}`);
const accordingTo = (source: Line | Named | string | undefined) => where(source, (who) => line`, according to ${who}`);
const forParties = (ids: readonly string[] | undefined) => where(listed('party', ids), (names) => line` for ${names}`);
const reference = (text: string | undefined) => where(text, (words) => ` (${short(words)})`);
const representative = (id: string | undefined) => (id === undefined ? undefined : thingName('representative', id));

const ENDED: Readonly<Record<Outcome, string>> = {
  agreement: 'ended in agreement',
  'no-agreement': 'ended without agreement',
  lapsed: 'lapsed',
};

// Meetings

const HELD_AS: Readonly<Record<Mode, string>> = {
  'in-person': '',
  'video-call': ' by video call',
  'phone-call': ' by phone',
  hybrid: ' in hybrid form',
  'written-exchange': ' by written exchange',
};
const meetingText = (level: Level | undefined, mode: Mode | undefined) => {
  const what = level === 'summit' ? 'summit' : level === undefined ? 'meeting' : `${spelt(level)} meeting`;
  return mode === undefined ? what : what + HELD_AS[mode];
};

const ANSWERED: Readonly<Record<PartStat, string>> = {
  'NEEDS-ACTION': 'has yet to answer the invitation to',
  ACCEPTED: 'accepted the invitation to',
  DECLINED: 'declined the invitation to',
  TENTATIVE: 'tentatively accepted the invitation to',
  DELEGATED: 'passed on the invitation to',
};

type Delegation = EventOf<'DelegationAnnounced'>['data'];
const delegationText = (delegation: Delegation): Line => {
  const { level, headId, confirmed } = delegation;
  const who = (coming: Coming) => listed('representative', membersWho(coming, delegation));
  return line`${where(level, (known) => (known === 'unclear' ? 'level unclear, ' : `${spelt(known)}, `))}${where(
    representative(headId),
    (head) => line`led by ${head}, `,
  )}${where(who('coming'), (names) => line`with ${names}, `)}${where(who('not-coming'), (names) => line`without ${names}, `)}${where(
    who('unclear'),
    (names) => line`unclear whether with ${names}, `,
  )}${confirmed ? 'confirmed' : 'not confirmed'}`;
};

type Attendance = EventOf<'MeetingHeld'>['data'];
const attendanceText = (held: Attendance) =>
  where(listed('party', held.partyIds) ?? listed('representative', presentIn(held)), (names) => line`, with ${names}`);

/** Minutes are named after their meeting. */
const minutesOf = ({ self, opening }: SentenceContext): Line =>
  opening?.type === 'MinutesCirculated' ? line`the minutes of ${thingName('meeting', opening.data.meetingId)}` : [self];

// Statements

const statementText = ({ text, translation, verbatim }: EventOf<'StatementMade'>['data']) => {
  const english = translation?.language.toLowerCase().startsWith('en') ? translation.text : text;
  return verbatim ? quoted(english) : short(english);
};
/** How a statement may be attributed, unless it is on the record. */
const ATTRIBUTED: Readonly<Record<Attribution, string>> = {
  'on-the-record': '',
  background: ', on background',
  'chatham-house': ', under the Chatham House Rule',
  unattributed: ', not for attribution',
};
const speakerOf = ({ opening }: SentenceContext) =>
  opening?.type === 'StatementMade' ? representative(opening.data.speakerId) : undefined;

// Positions

type Held = Pick<PositionEvents['PositionTaken'], 'partyId' | 'issueId' | 'scope'>;
const positionLine = ({ partyId, issueId, scope }: Held, verb: string, rest: ReturnType<typeof because>): Line =>
  scope === 'assessed'
    ? line`By our assessment, ${thingName('party', partyId)} ${verb} position on ${thingName('issue', issueId)}${rest}`
    : line`${thingName('party', partyId)} ${verb} ${scope} position on ${thingName('issue', issueId)}${rest}`;

// Measures

type Change = EventOf<'ProvisionReinstated'>['data'] &
  Pick<EventOf<'ProvisionSuspended'>['data'], 'until' | 'instrumentId'>;
const provisionLine = (change: Change, verb: string, { self }: SentenceContext): Line => {
  const { provisionId, from, until, forPartyIds, instrument, instrumentId } = change;
  const by = instrumentId === undefined ? where(instrument, short) : thingName('measure', instrumentId);
  return line`Provision ${provisionId} of ${self} ${verb}${planned(' from', from)}${planned(' until', until)}${forParties(
    forPartyIds,
  )}${where(by, (what) => line` by ${what}`)}`;
};

// Disputes

const aboutOf = ({ self, opening }: SentenceContext): Named =>
  opening?.type === 'AccountDisputed' ? thingName(opening.data.about.kind, opening.data.about.id) : self;
const SETTLED = {
  recorded: ['The recorded account of', 'was upheld'],
  rival: ['The rival account of', 'was preferred'],
  neither: ['Neither account of', 'was preferred'],
} as const;

const LINES: Lines = {
  NegotiationOpened: ({ title }) => line`Negotiation opened: ${quoted(title)}`,
  NegotiationDescribed: ({ title, subject, description }) =>
    title === undefined
      ? line`The negotiation was described${because(subject ?? description)}`
      : line`The negotiation was renamed ${quoted(title)}`,
  NegotiationActivated: ({ reason }) => line`Negotiation proper began${because(reason)}`,
  NegotiationSuspended: ({ reason }) => line`The negotiation was suspended${because(reason)}`,
  NegotiationResumed: ({ reason }) => line`The negotiation resumed${because(reason)}`,
  NegotiationConcluded: ({ outcome, summary }) => line`The negotiation ${ENDED[outcome]}${because(summary)}`,
  NegotiationReopened: ({ reason }) => line`The negotiation was reopened${because(reason)}`,

  PartyJoined: ({ role }, { self }) => line`${self} joined as ${aOrAn(role)}`,
  PartyLeft: ({ reason }, { self }) => line`${self} left${because(reason)}`,

  RepresentativeNamed: ({ partyId, post, speaksForId }, { self }) =>
    line`${self} was named${where(post, (words) => ` as ${short(words)}`)}${forParties(
      partyId && [partyId],
    )}${where(representative(speaksForId), (whom) => line`, speaking for ${whom}`)}`,
  RepresentativeStoodDown: ({ reason }, { self }) => line`${self} stood down${because(reason)}`,

  IssueRaised: ({ raisedById }, { self }) =>
    raisedById === undefined ? line`Issue raised: ${self}` : line`${thingName('party', raisedById)} raised ${self}`,
  IssueSettled: ({ terms }, { self }) => line`${self} was settled${because(terms)}`,
  IssueReopened: ({ reason }, { self }) => line`${self} was reopened${because(reason)}`,

  MeetingProposed: ({ level, mode, proposedById, partyIds = [], planned: time, place, preparesForId }, { self }) => {
    const what = meetingText(level, mode);
    const others = partyIds.filter((id) => id !== proposedById);
    return line`${
      proposedById === undefined
        ? `A ${what} was proposed`
        : line`${thingName('party', proposedById)} proposed a ${what}`
    }: ${self}${where(listed('party', others), (names) => line`, with ${names}`)}${planned(
      ', for',
      time,
    )}${inPlace(place)}${where(preparesForId, (id) => line`, to prepare ${thingName('meeting', id)}`)}`;
  },
  InvitationExtended: ({ inviteeId, invitedById }, { self }) =>
    invitedById === undefined
      ? line`${thingName('representative', inviteeId)} was invited to ${self}`
      : line`${thingName('representative', invitedById)} invited ${thingName('representative', inviteeId)} to ${self}`,
  InvitationAnswered: ({ personId, answer, delegatedToId, reportedById }, { self }) =>
    line`${thingName('representative', personId)} ${ANSWERED[answer]} ${self}${where(
      representative(delegatedToId),
      (other) => line` to ${other}`,
    )}${accordingTo(representative(reportedById))}`,
  MeetingScheduled: ({ planned: time, place }, { self }) =>
    line`${self} was scheduled${planned(' for', time)}${inPlace(place)}`,
  MeetingConfirmed: ({ confirmedById, planned: time, place }, { self }) =>
    line`${
      confirmedById === undefined
        ? line`${self} was confirmed`
        : line`${thingName('party', confirmedById)} confirmed ${self}`
    }${planned(' for', time)}${inPlace(place)}`,
  MeetingRescheduled: ({ planned: time, place, reason }, { self }) =>
    line`${self} was moved${planned(' to', time)}${inPlace(place)}${because(reason)}`,
  MeetingPostponed: ({ until, reason }, { self }) =>
    line`${self} was postponed${planned(' until', until)}${because(reason)}`,
  MeetingCancelled: ({ reason }, { self }) => line`${self} was cancelled${because(reason)}`,
  DelegationAnnounced: (data, { self }) =>
    line`${possessive(thingName('party', data.partyId))} delegation announced for ${self}: ${delegationText(
      data,
    )}${accordingTo(representative(data.announcedById))}`,
  MeetingHeld: (data, { self }) =>
    line`${self} was held${inPlace(data.place)}${attendanceText(data)}${where(
      data.durationText,
      (words) => `, for ${short(words)}`,
    )}${because(data.outcome ?? data.summary)}`,

  MinutesCirculated: ({ meetingId, circulatedById }) =>
    circulatedById === undefined
      ? line`The minutes of ${thingName('meeting', meetingId)} were circulated`
      : line`${thingName('representative', circulatedById)} circulated the minutes of ${thingName('meeting', meetingId)}`,
  MinutesApproved: ({ partyId, text }, context) =>
    line`${thingName('party', partyId)} approved ${minutesOf(context)}${because(text)}`,

  StatementMade: (data) => {
    const { speakerId, speakingForId, partyId, toIds, kind, attribution = 'on-the-record' } = data;
    const party = where(partyId, (id) => thingName('party', id));
    return line`${representative(speakerId) ?? party ?? 'Unattributed'}${where(
      representative(speakingForId),
      (whom) => line` for ${whom}`,
    )}${where(listed('party', toIds), (names) => line` to ${names}`)} (${spelt(kind)}${ATTRIBUTED[attribution]}): ${statementText(data)}`;
  },
  StatementWithdrawn: ({ withdrawnById, reason }, context) => {
    const speaker = representative(withdrawnById) ?? speakerOf(context);
    return speaker === undefined
      ? line`The statement ${context.self} was taken back${because(reason)}`
      : line`${speaker} took back the statement ${context.self}${because(reason)}`;
  },

  PositionTaken: (data) => positionLine(data, 'took a', `, ${aOrAn(data.kind)}: ${short(data.text)}`),
  PositionShifted: (data) => positionLine(data, `${data.direction} its`, because(data.text)),
  PositionMaintained: (data) => positionLine(data, 'maintained its', because(data.text)),
  PositionWithdrawn: (data) => positionLine(data, 'withdrew its', because(data.reason)),

  MeasureAnnounced: ({ actorId, issuedById, instrument, reference: number, affectedPartyIds, widensId }, { self }) =>
    line`${thingName('party', actorId)} announced ${aOrAn(instrument)}${where(
      representative(issuedById),
      (body) => line` through ${body}`,
    )}: ${self}${reference(number)}${where(listed('party', affectedPartyIds), (names) => line`, affecting ${names}`)}${where(
      widensId,
      (id) => line`, widening ${thingName('measure', id)}`,
    )}`,
  MeasureExpanded: ({ provisions, reference: number, reason }, { self }) =>
    line`${self} was expanded${reference(number)} with ${
      provisions.length === 1 ? `provision ${provisions[0]!.provisionId}` : `${provisions.length} provisions`
    }${because(reason)}`,
  ProvisionEnteredIntoForce: (data, context) => provisionLine(data, 'entered into force', context),
  ProvisionSuspended: (data, context) => provisionLine(data, 'was suspended', context),
  ProvisionReinstated: (data, context) => provisionLine(data, 'was reinstated', context),
  ProvisionRemoved: (data, context) => provisionLine(data, 'was removed', context),
  FigureReported: ({ about, figure, reportedById, reportedBy }, { self }) =>
    line`Figure for ${self}: ${short(about)}, ${quoted(figure)}${accordingTo(
      representative(reportedById) ?? where(reportedBy, short),
    )}`,

  CommitmentMade: ({ byIds, toIds, text, meetingId, due }) =>
    line`${listed('party', byIds)} pledged${where(listed('party', toIds), (names) => line` to ${names}`)}${atMeeting(
      meetingId,
    )}: ${short(text)}${planned(', due', due)}`,
  ProgressReported: ({ text, figure, reportedById, partyId, reportedBy }, { self }) =>
    line`Progress on the pledge ${self}: ${short(text)}${where(figure, (words) => `, ${quoted(words)}`)}${accordingTo(
      representative(reportedById) ?? where(partyId, (id) => thingName('party', id)) ?? where(reportedBy, short),
    )}`,
  FulfilmentReported: ({ partyId, text }, { self }) =>
    line`${thingName('party', partyId)} called the pledge ${self} fulfilled${because(text)}`,
  CommitmentDisputed: ({ partyId, reason }, { self }) =>
    line`${thingName('party', partyId)} disputed the pledge ${self}${because(reason)}`,
  CommitmentReleased: ({ partyId, reason }, { self }) =>
    line`${thingName('party', partyId)} let go of the pledge ${self}${because(reason)}`,

  ProposalTabled: ({ tabledByIds, binding, replacesId, meetingId }, { self }) =>
    line`${listed('party', tabledByIds)} tabled a ${binding ? 'binding' : 'non-binding'} proposal${atMeeting(
      meetingId,
    )}: ${self}${where(replacesId, (id) => line`, in place of ${thingName('proposal', id)}`)}`,
  ProposalRevised: ({ reason }, { self }) => line`The proposal ${self} was revised${because(reason)}`,
  ProposalAccepted: ({ partyId, reason }, { self }) =>
    line`${thingName('party', partyId)} accepted the proposal ${self}${because(reason)}`,
  ProposalRejected: ({ partyId, reason }, { self }) =>
    line`${thingName('party', partyId)} rejected the proposal ${self}${because(reason)}`,
  ProposalWithdrawn: ({ reason }, { self }) => line`The proposal ${self} was withdrawn${because(reason)}`,
  ProposalAdopted: ({ meetingId }, { self }) => line`The proposal ${self} was adopted${atMeeting(meetingId)}`,

  AccountDisputed: ({ about, field, recordedAccount, rivalAccount, rivalPublisher }) =>
    line`Rival account of ${thingName(about.kind, about.id)}${reference(field)}: ${quoted(rivalAccount)}${accordingTo(
      where(rivalPublisher, short),
    )}${where(recordedAccount, (words) => `; the record has ${quoted(words)}`)}`,
  DisputeSettled: ({ preferred, reason }, context) => {
    const [account, fate] = SETTLED[preferred];
    return line`${account} ${aboutOf(context)} ${fate}${because(reason)}`;
  },

  GrantGiven: ({ name, subject, reason }) =>
    line`${quoted(name ?? subject)} was let into the negotiation${because(reason)}`,
  GrantRevoked: ({ name, subject, reason }) =>
    line`${quoted(name ?? subject)} was shut out of the negotiation${because(reason)}`,
  OriginStarted: ({ origin, reason }) => line`The log goes on as ${quoted(origin)}${because(reason)}`,
  CheckpointSigned: () => line`The ledger signed the log`,
};
