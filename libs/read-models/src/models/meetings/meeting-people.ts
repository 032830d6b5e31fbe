import type { RepresentativeId } from '#domain/ids.js';
import { COMING, type Coming, LEVELS, type MeetingEvent, PARTSTAT, type PartStat } from '#domain/meeting.js';
import { BriefAccount, briefAccountOf, briefFactOf } from '../attribution.js';
import { dataOf, ofCommands } from '../../routes/facts.js';
import {
  all,
  described,
  flag,
  idOf,
  list,
  named,
  object,
  oneOf,
  type Static,
  text,
  uuid,
} from '../../routes/schema.js';
import { countedOnce } from '#domain/accounts.js';
import type { MeetingFact } from './meeting-plan.js';

type Of<Type extends MeetingFact['type']> = MeetingFact & { type: Type };
type Member = Readonly<{ representativeId: RepresentativeId; coming: Coming; text?: string }>;

export const ComingName = oneOf('Coming', [...COMING, 'unanswered']);
const coming = described(
  '`unanswered`: invited, but no answer is recorded; `unclear`: the answer leaves it open',
  ComingName,
);
const confirmed = described('Whether the delegation was confirmed, if the statement is about one', flag);
const saidById = described('The person who said so', uuid);
const brief = <Type extends MeetingEvent['type']>(type: Type) => all(dataOf(type), BriefAccount);

export const Invitation = named(
  'Invitation',
  object({
    personId: idOf('representative'),
    extended: described(
      'Empty if the person answered, but no invitation is recorded',
      list(brief('InvitationExtended')),
    ),
    'answer?': described('The latest answer', brief('InvitationAnswered')),
    answers: list(brief('InvitationAnswered')),
  }),
);
export type Invitation = Static<typeof Invitation>;

export const Delegation = named(
  'Delegation',
  described(
    'The delegation of a party, by the latest announcement of each detail',
    object({
      partyId: idOf('party'),
      'level?': oneOf('DelegationLevel', [...LEVELS, 'unclear']),
      'headId?': idOf('representative'),
      members: list(ofCommands<Member>('DelegationMember')),
      confirmed: flag,
      'announcedById?': idOf('representative'),
      announcements: described('All announcements, in chronological order', list(brief('DelegationAnnounced'))),
    }),
  ),
);
export type Delegation = Static<typeof Delegation>;

export const AttendanceWord = named(
  'AttendanceWord',
  described(
    'Whether a person attends, according to one fact',
    all(
      BriefAccount,
      object({
        type: oneOf('AttendanceWordType', ['InvitationAnswered', 'DelegationAnnounced']),
        personId: idOf('representative'),
        'partyId?': idOf('party'),
        coming,
        'answer?': described('PARTSTAT of RFC 5545', oneOf('ParticipationStatus', PARTSTAT)),
        'delegatedToId?': idOf('representative'),
        'confirmed?': confirmed,
        'saidById?': saidById,
        'text?': text,
      }),
    ),
  ),
);
type AttendanceWord = Static<typeof AttendanceWord>;

export const Attendee = named(
  'Attendee',
  described(
    'Whether a person attends, by the latest fact, and all facts about it',
    object({
      personId: idOf('representative'),
      'partyId?': idOf('party'),
      coming,
      'confirmed?': confirmed,
      'saidById?': saidById,
      words: list(AttendanceWord),
    }),
  ),
);
export type Attendee = Static<typeof Attendee>;

const COMING_BY_ANSWER = {
  'NEEDS-ACTION': 'unanswered',
  ACCEPTED: 'coming',
  DECLINED: 'not-coming',
  TENTATIVE: 'unclear',
  DELEGATED: 'not-coming',
} as const satisfies Record<PartStat, Coming | 'unanswered'>;

const ofType = <Type extends MeetingFact['type']>(events: readonly MeetingFact[], type: Type) =>
  events.filter((event): event is Of<Type> => event.type === type);

const groupedBy = <T, K>(all: readonly T[], keyOf: (one: T) => K): ReadonlyMap<K, readonly T[]> => {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
};

export const invitationsIn = (events: readonly MeetingFact[]): readonly Invitation[] => {
  const invited = (event: MeetingFact): RepresentativeId[] =>
    event.type === 'InvitationExtended'
      ? [event.data.inviteeId]
      : event.type === 'InvitationAnswered'
        ? [event.data.personId]
        : [];
  const counted = countedOnce(events);
  return [...new Set(events.flatMap(invited))].map((personId) => {
    const theirs = ({ data }: Of<'InvitationAnswered'>) => data.personId === personId;
    const answer = ofType(counted, 'InvitationAnswered').findLast(theirs);
    return {
      personId,
      extended: ofType(events, 'InvitationExtended')
        .filter(({ data }) => data.inviteeId === personId)
        .map(briefFactOf),
      ...(answer && { answer: briefFactOf(answer) }),
      answers: ofType(events, 'InvitationAnswered').filter(theirs).map(briefFactOf),
    };
  });
};

/** The people in an announcement. A head who is named attends, unless the announcement says otherwise. */
const membersOf = ({ data: { headId, members = [] } }: Of<'DelegationAnnounced'>): readonly Member[] =>
  headId === undefined || members.some(({ representativeId }) => representativeId === headId)
    ? members
    : [{ representativeId: headId, coming: 'coming' }, ...members];

export const delegationsIn = (events: readonly MeetingFact[]): readonly Delegation[] => {
  const all = groupedBy(ofType(events, 'DelegationAnnounced'), ({ data }) => data.partyId);
  const counted = groupedBy(ofType(countedOnce(events), 'DelegationAnnounced'), ({ data }) => data.partyId);
  return [...all].map(([partyId, accounts]) => {
    const announcements = counted.get(partyId) ?? accounts;
    const members = new Map(
      announcements.flatMap(membersOf).map((member) => [member.representativeId, member] as const),
    );
    const level = announcements.findLast(({ data }) => data.level !== undefined)?.data.level;
    const headId = announcements.findLast(({ data }) => data.headId !== undefined)?.data.headId;
    const { confirmed, announcedById } = announcements.at(-1)!.data;
    return {
      partyId,
      ...(level !== undefined && { level }),
      ...(headId !== undefined && members.get(headId)?.coming !== 'not-coming' && { headId }),
      members: [...members.values()],
      confirmed,
      ...(announcedById !== undefined && { announcedById }),
      announcements: accounts.map(briefFactOf),
    };
  });
};

/** For each person who was invited or announced: whether they attend, who says so, and all facts about it. */
export const comingOf = (events: readonly MeetingFact[]): readonly Attendee[] =>
  attendanceIn(events).map(({ personId, partyId, words, last }) => ({
    personId,
    ...(partyId !== undefined && { partyId }),
    coming: last?.coming ?? 'unanswered',
    ...(last?.confirmed !== undefined && { confirmed: last.confirmed }),
    ...(last?.saidById !== undefined && { saidById: last.saidById }),
    words,
  }));

/** The words on each person who was invited or announced, and the last of them, which counts. */
export const attendanceIn = (events: readonly MeetingFact[]) => {
  const counted = new Set<MeetingFact>(countedOnce(events));
  const counting = events.flatMap((event) => wordsIn(event).map((word) => ({ word, counts: counted.has(event) })));
  const words = groupedBy(counting, ({ word }) => word.personId);
  const invited = ofType(events, 'InvitationExtended').map(({ data }) => data.inviteeId as string);
  return [...new Set([...words.keys(), ...invited])].map((personId) => {
    const theirs = words.get(personId) ?? [];
    return {
      personId,
      partyId: theirs.findLast(({ word }) => word.partyId !== undefined)?.word.partyId,
      words: theirs.map(({ word }) => word),
      last: (theirs.findLast(({ counts }) => counts) ?? theirs.at(-1))?.word,
    };
  });
};

const wordsIn = (event: MeetingFact): readonly AttendanceWord[] => {
  if (event.type === 'InvitationAnswered') {
    const { personId, answer, delegatedToId, reportedById, text } = event.data;
    return [
      {
        type: event.type,
        personId,
        coming: COMING_BY_ANSWER[answer],
        answer,
        ...(delegatedToId !== undefined && { delegatedToId }),
        ...(reportedById !== undefined && { saidById: reportedById }),
        ...(text !== undefined && { text }),
        ...briefAccountOf(event),
      },
    ];
  }
  if (event.type !== 'DelegationAnnounced') return [];
  const { partyId, confirmed, announcedById } = event.data;
  return membersOf(event).map(({ representativeId, coming, text = event.data.text }) => ({
    type: event.type,
    personId: representativeId,
    partyId,
    coming,
    confirmed,
    ...(announcedById !== undefined && { saidById: announcedById }),
    ...(text !== undefined && { text }),
    ...briefAccountOf(event),
  }));
};
