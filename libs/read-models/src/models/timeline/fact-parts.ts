import type { EventOf } from '#domain/events.js';
import type { Effective } from '#domain/effective.js';
import type { Kind } from '#domain/ids.js';
import type { Scope } from '#domain/position.js';
import { datesAsEdtf, type PlannedTime, span } from '#domain/world-date.js';
import { type Message, message, type MessageId, type MESSAGES } from '#messages/messages.js';
import { brief } from '../board/cut.js';
import { short } from './wording.js';
import type { Fact, Numbered } from '../../projection/read-model.js';
import type { DatesAsEdtf } from '../../routes/facts.js';
import { nameList, type Part, type Told } from './part.js';

/** A fact about the world, as it is in effect. */
export type WorldFact = Numbered<Effective<OfTheWorld>>;
type OfTheWorld = Exclude<Fact, { type: 'GrantGiven' | 'GrantRevoked' | 'OriginStarted' | 'CheckpointSigned' }>;

/**
 * `self`: the name of the thing that a fact is about. `opening`: the fact that opened it. `nameOf`: of any other thing, if it may be named.
 * `most`: names in a list.
 */
export type Naming = Readonly<{
  self: string;
  opening: Fact | undefined;
  nameOf: (kind: Kind, id: string) => string | undefined;
  most?: number;
}>;
/** What a fact says. `name`: of the thing, where the same may be said of several. */
type Saying = Readonly<{ say: (told: Told) => Message; name?: string }>;
type Sayings = {
  readonly [Type in OfTheWorld['type']]: (data: EventOf<Type>['data'], naming: Naming) => Message | Saying;
};

/** A fact as a sentence to be, with the words of the record. */
export const factPart = (fact: WorldFact, naming: Naming): Part => {
  const { id, data, metadata, correctedBy } = fact;
  const said = sayingOf(fact, naming);
  return {
    ...('say' in said ? said : { say: () => said }),
    count: 1,
    eventIds: [id, ...correctedBy],
    day: span(metadata).earliest,
    occurredOn: metadata.occurredOn?.edtf,
    words: wordsIn(fact),
    planned: plannedIn(data),
  };
};

/** What one fact says by itself. */
export const factMessage = (fact: Pick<WorldFact, 'type' | 'data'>, naming: Naming): Message => {
  const said = sayingOf(fact, naming);
  if (!('say' in said)) return said;
  return said.say({ count: 1, names: nameList(said.name === undefined ? [] : [said.name]) });
};
const sayingOf = ({ type, data }: Pick<WorldFact, 'type' | 'data'>, naming: Naming) =>
  (SAYINGS[type] as (data: unknown, naming: Naming) => Message | Saying)(data, naming);

/** What the recorder wrote in their own words, or quoted. The outcome of a negotiation is one of three terms, which its sentence says. */
export const wordsIn = ({ type, data }: Pick<Fact, 'type' | 'data'>): string | undefined => {
  const texts = data as Readonly<Record<string, unknown>>;
  const names = type === 'NegotiationConcluded' ? ['summary'] : WORDS;
  const text = names.map((name) => texts[name]).find((one) => typeof one === 'string');
  return text === undefined ? undefined : brief(text);
};
const WORDS = ['text', 'outcome', 'summary', 'reason', 'terms'];

/** For when a fact plans something. */
export const plannedIn = (data: object): DatesAsEdtf<PlannedTime> | undefined => {
  const { planned, due, until } = data as Readonly<Record<string, PlannedTime | undefined>>;
  const time = planned ?? due ?? until;
  return time === undefined ? undefined : (datesAsEdtf(time) as DatesAsEdtf<PlannedTime>);
};

export const UNNAMED = '…';
const named = (id: string | undefined, kind: Kind, { nameOf }: Naming): string =>
  (id === undefined ? undefined : nameOf(kind, id)) ?? UNNAMED;
const partyIn = ({ partyId }: Readonly<{ partyId?: string }>, naming: Naming) => named(partyId, 'party', naming);
const partiesIn = (ids: readonly string[] | undefined, naming: Naming) =>
  nameList(
    (ids ?? []).map((id) => named(id, 'party', naming)),
    naming.most,
  );

type Parameters = typeof MESSAGES;

/** The messages about facts that have just these parameters. */
type IdWith<Name extends string> = {
  [Id in Extract<MessageId, `fact.${string}`>]: [keyof Parameters[Id], Name] extends [Name, keyof Parameters[Id]]
    ? Id
    : never;
}[Extract<MessageId, `fact.${string}`>];
const ofMeeting =
  (id: IdWith<'meeting'>) =>
  (_: unknown, { self }: Naming) =>
    message(id, { meeting: self });
const ofPledge = (id: IdWith<'party' | 'pledge'>) => (data: Readonly<{ partyId: string }>, naming: Naming) =>
  message(id, { party: partyIn(data, naming), pledge: naming.self });
const ofAnswer = (id: IdWith<'party' | 'proposal'>) => (data: Readonly<{ partyId: string }>, naming: Naming) =>
  message(id, { party: partyIn(data, naming), proposal: naming.self });
const ofProposal =
  (id: IdWith<'proposal'>) =>
  (_: unknown, { self }: Naming) =>
    message(id, { proposal: self });
const ofIssue =
  (id: IdWith<'issue'>) =>
  (_: unknown, { self }: Naming) =>
    message(id, { issue: self });

/** A measure as a list of several names it: by its number, if it has one. */
export const measureName = ({ self, opening }: Pick<Naming, 'self' | 'opening'>): string => {
  const reference = opening?.type === 'MeasureAnnounced' ? opening.data.reference : undefined;
  return reference === undefined ? self : short(reference);
};
const ofProvision =
  (
    id:
      | 'fact.ProvisionEnteredIntoForce'
      | 'fact.ProvisionSuspended'
      | 'fact.ProvisionReinstated'
      | 'fact.ProvisionRemoved',
  ) =>
  (_: unknown, naming: Naming): Saying => ({
    name: measureName(naming),
    say: ({ count, names }) => ({ id, parameters: { count, measures: names } }),
  });

type Held = Readonly<{ partyId: string; issueId: string; scope: Scope }>;
type Move = 'Taken' | 'Shifted.hardened' | 'Shifted.softened' | 'Shifted.reframed' | 'Maintained' | 'Withdrawn';
const ofPosition = ({ partyId, issueId, scope }: Held, move: Move, naming: Naming): Message =>
  message(`fact.Position${move}${scope === 'assessed' ? '.assessed' : ''}`, {
    party: named(partyId, 'party', naming),
    issue: named(issueId, 'issue', naming),
  });

/** Minutes are named after their meeting. */
const meetingOfMinutes = (naming: Naming): string =>
  naming.opening?.type === 'MinutesCirculated' ? named(naming.opening.data.meetingId, 'meeting', naming) : UNNAMED;

const speakerOf = (
  { speakerId, partyId }: Readonly<{ speakerId?: string; partyId?: string }>,
  naming: Naming,
): string | undefined => {
  if (speakerId !== undefined) return naming.nameOf('representative', speakerId);
  return partyId === undefined ? undefined : naming.nameOf('party', partyId);
};
const openingSpeaker = (naming: Naming): string | undefined =>
  naming.opening?.type === 'StatementMade' ? speakerOf(naming.opening.data, naming) : undefined;

const SAYINGS: Sayings = {
  NegotiationOpened: ({ title }) => message('fact.NegotiationOpened', { title: short(title) }),
  NegotiationDescribed: (_, { self }) => message('fact.NegotiationDescribed', { title: self }),
  NegotiationActivated: () => message('fact.NegotiationActivated', {}),
  NegotiationSuspended: () => message('fact.NegotiationSuspended', {}),
  NegotiationResumed: () => message('fact.NegotiationResumed', {}),
  NegotiationConcluded: ({ outcome }) => message(`fact.NegotiationConcluded.${outcome}`, {}),
  NegotiationReopened: () => message('fact.NegotiationReopened', {}),

  PartyJoined: (_, { self }) => message('fact.PartyJoined', { party: self }),
  PartyLeft: (_, { self }) => message('fact.PartyLeft', { party: self }),
  RepresentativeNamed: (_, { self }) => message('fact.RepresentativeNamed', { person: self }),
  RepresentativeStoodDown: (_, { self }) => message('fact.RepresentativeStoodDown', { person: self }),
  IssueRaised: ({ raisedById }, naming) =>
    raisedById === undefined
      ? message('fact.IssueRaised', { issue: naming.self })
      : message('fact.IssueRaised.byParty', { party: named(raisedById, 'party', naming), issue: naming.self }),
  IssueSettled: ofIssue('fact.IssueSettled'),
  IssueReopened: ofIssue('fact.IssueReopened'),

  MeetingProposed: ofMeeting('fact.MeetingProposed'),
  InvitationExtended: ({ inviteeId }, naming) =>
    message('fact.InvitationExtended', { person: named(inviteeId, 'representative', naming), meeting: naming.self }),
  InvitationAnswered: ({ personId, answer }, naming) =>
    message(`fact.InvitationAnswered.${answer}`, {
      person: named(personId, 'representative', naming),
      meeting: naming.self,
    }),
  MeetingScheduled: ofMeeting('fact.MeetingScheduled'),
  MeetingConfirmed: ({ confirmedById }, naming) =>
    confirmedById === undefined
      ? message('fact.MeetingConfirmed', { meeting: naming.self })
      : message('fact.MeetingConfirmed.byParty', {
          party: named(confirmedById, 'party', naming),
          meeting: naming.self,
        }),
  MeetingRescheduled: ofMeeting('fact.MeetingRescheduled'),
  MeetingPostponed: ofMeeting('fact.MeetingPostponed'),
  MeetingCancelled: ofMeeting('fact.MeetingCancelled'),
  DelegationAnnounced: (data, naming) =>
    message('fact.DelegationAnnounced', { party: partyIn(data, naming), meeting: naming.self }),
  MeetingHeld: ({ partyIds = [] }, naming) =>
    partyIds.length === 0
      ? message('fact.MeetingHeld', { meeting: naming.self })
      : message('fact.MeetingHeld.withParties', { meeting: naming.self, parties: partiesIn(partyIds, naming) }),

  MinutesCirculated: (_, naming) => message('fact.MinutesCirculated', { meeting: meetingOfMinutes(naming) }),
  MinutesApproved: (data, naming) =>
    message('fact.MinutesApproved', { party: partyIn(data, naming), meeting: meetingOfMinutes(naming) }),

  StatementMade: (data, naming) => {
    const speaker = speakerOf(data, naming);
    if (speaker === undefined) return message('fact.StatementMade.withoutSpeaker', {});
    const { attribution = 'on-the-record' } = data;
    const id = attribution === 'on-the-record' ? 'fact.StatementMade' : (`fact.StatementMade.${attribution}` as const);
    return message(id, { speaker });
  },
  StatementWithdrawn: ({ withdrawnById }, naming) => {
    const speaker =
      withdrawnById === undefined ? openingSpeaker(naming) : named(withdrawnById, 'representative', naming);
    return speaker === undefined
      ? message('fact.StatementWithdrawn.withoutSpeaker', {})
      : message('fact.StatementWithdrawn', { speaker });
  },

  PositionTaken: (data, naming) => ofPosition(data, 'Taken', naming),
  PositionShifted: (data, naming) => ofPosition(data, `Shifted.${data.direction}`, naming),
  PositionMaintained: (data, naming) => ofPosition(data, 'Maintained', naming),
  PositionWithdrawn: (data, naming) => ofPosition(data, 'Withdrawn', naming),

  MeasureAnnounced: ({ actorId }, naming) => {
    const party = named(actorId, 'party', naming);
    return {
      name: measureName(naming),
      say: ({ count, names }) => ({ id: 'fact.MeasureAnnounced', parameters: { count, party, measures: names } }),
    };
  },
  MeasureExpanded: (_, { self }) => message('fact.MeasureExpanded', { measure: self }),
  ProvisionEnteredIntoForce: ofProvision('fact.ProvisionEnteredIntoForce'),
  ProvisionSuspended: ofProvision('fact.ProvisionSuspended'),
  ProvisionReinstated: ofProvision('fact.ProvisionReinstated'),
  ProvisionRemoved: ofProvision('fact.ProvisionRemoved'),
  FigureReported: ({ about, figure }, { self }) =>
    message('fact.FigureReported', { measure: self, about: short(about), figure: short(figure) }),

  CommitmentMade: ({ byIds }, naming) => message('fact.CommitmentMade', { parties: partiesIn(byIds, naming) }),
  ProgressReported: (_, { self }) => message('fact.ProgressReported', { pledge: self }),
  FulfilmentReported: ofPledge('fact.FulfilmentReported'),
  CommitmentDisputed: ofPledge('fact.CommitmentDisputed'),
  CommitmentReleased: ofPledge('fact.CommitmentReleased'),

  ProposalTabled: ({ tabledByIds }, naming) =>
    message('fact.ProposalTabled', { parties: partiesIn(tabledByIds, naming), proposal: naming.self }),
  ProposalRevised: ofProposal('fact.ProposalRevised'),
  ProposalAccepted: ofAnswer('fact.ProposalAccepted'),
  ProposalRejected: ofAnswer('fact.ProposalRejected'),
  ProposalWithdrawn: ofProposal('fact.ProposalWithdrawn'),
  ProposalAdopted: ofProposal('fact.ProposalAdopted'),

  AccountDisputed: ({ recordedAccount, rivalAccount }) =>
    recordedAccount === undefined
      ? message('fact.AccountDisputed', { rival: short(rivalAccount) })
      : message('fact.AccountDisputed.beside', { recorded: short(recordedAccount), rival: short(rivalAccount) }),
  DisputeSettled: ({ preferred }, { self }) => message(`fact.DisputeSettled.${preferred}`, { rival: self }),
};
