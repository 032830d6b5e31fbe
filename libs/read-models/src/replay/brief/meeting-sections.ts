import type Database from 'better-sqlite3';
import { countedOnce } from '#domain/accounts.js';
import { streamOf } from '#domain/ids.js';
import type { MeetingEvent } from '#domain/meeting.js';
import type { Message } from '#messages/messages.js';
import { attendanceIn } from '../../models/meetings/meeting-people.js';
import type { MeetingFact } from '../../models/meetings/meeting-plan.js';
import type { Meeting } from '../../models/meetings/meetings.js';
import { itemOf } from '../../models/overview/overview-items.js';
import { withFacts } from '../../models/timeline/facts.js';
import { plannedIn } from '../../models/timeline/fact-parts.js';
import type { BriefSentence, Section } from './brief-schemas.js';
import { notShown, section, type Teller } from './teller.js';

export type Of = Readonly<{ db: Database.Database; teller: Teller; meeting: Meeting; on: string }>;

const MOST = { facts: 6, before: 3, words: 24 } as const;
const PLANS: readonly string[] = [
  'MeetingProposed',
  'MeetingScheduled',
  'MeetingConfirmed',
  'MeetingRescheduled',
  'MeetingPostponed',
  'MeetingCancelled',
  'MeetingHeld',
];

export const factsOfMeeting = (db: Database.Database, id: string): readonly MeetingFact[] =>
  withFacts<MeetingEvent, { stream: string }>(db, [{ stream: streamOf('meeting', id) }])[0]!.facts;

/** The facts by which these parties take part in a meeting. */
export const factsNaming = (facts: readonly MeetingFact[], partyIds: readonly string[]): readonly MeetingFact[] =>
  facts.filter(({ data }) => {
    const {
      partyId,
      proposedById,
      partyIds: named = [],
    } = data as Readonly<{
      partyId?: string;
      proposedById?: string;
      partyIds?: readonly string[];
    }>;
    return [partyId, proposedById, ...named].some((id) => id !== undefined && partyIds.includes(id));
  });

const tellOf = (teller: Teller, id: string, facts: readonly MeetingFact[], because: readonly MeetingFact[] = []) => {
  const opening = facts.find(({ type }) => type === 'MeetingProposed');
  return (fact: MeetingFact): BriefSentence => {
    const planned = plannedIn(fact.data);
    return { ...teller.tellFact(fact, { kind: 'meeting', id, opening, because }), ...(planned && { planned }) };
  };
};

/** When the meeting is, by each fact of it, and what came before it. `before`: meetings that prepare it, and the last one. */
export const meetingSection = (
  { db, teller, meeting }: Of,
  before: readonly string[],
  { issuesLeftOut, isDisputed }: Readonly<{ issuesLeftOut: number; isDisputed: boolean }>,
): Section => {
  const facts = factsOfMeeting(db, meeting.id);
  const timed = facts.filter(({ type, onlyNames }) => PLANS.includes(type) && !onlyNames);
  const plans = countedOnce(timed);
  const earlier = before.slice(0, MOST.before).flatMap((id) => {
    const all = factsOfMeeting(db, id).filter(({ onlyNames }) => !onlyNames);
    const held = countedOnce(all).findLast(({ type }) => type === 'MeetingHeld') ?? countedOnce(all).at(-1);
    // Which meeting was the last one before depends on when this one is.
    return held === undefined ? [] : [tellOf(teller, id, all, timed)(held)];
  });
  return section(
    'meeting',
    [...plans.slice(-MOST.facts).map(tellOf(teller, meeting.id, facts)), ...earlier],
    [
      ...(isDisputed ? [{ id: 'brief.disputed', parameters: {} } as const] : []),
      ...notShown(Math.max(0, plans.length - MOST.facts) + Math.max(0, before.length - MOST.before)),
      ...(issuesLeftOut > 0 ? [{ id: 'brief.notShown.issues', parameters: { count: issuesLeftOut } } as const] : []),
    ],
  );
};

/** Each word on who comes, by whom and when it was said. */
export const comingSection = ({ db, teller, meeting }: Of): Section => {
  const facts = factsOfMeeting(db, meeting.id);
  const byId = new Map<string, MeetingFact>(facts.map((fact) => [fact.id, fact]));
  const opening = facts.find(({ type }) => type === 'MeetingProposed');
  const people = attendanceIn(facts);
  const heard = new Set(people.flatMap(({ personId, partyId }) => partyId ?? partyOf(db, personId) ?? []));
  const delegations = facts.filter((fact) => fact.type === 'DelegationAnnounced');
  for (const { data } of delegations) heard.add(data.partyId);
  const unnamed = delegations.filter(({ data }) => data.headId === undefined && (data.members ?? []).length === 0);
  const words = people.flatMap(({ personId, words, last }): readonly BriefSentence[] => {
    const person = teller.nameOf('representative', personId);
    if (words.length === 0) {
      const invitations = facts.filter(
        (fact) => fact.type === 'InvitationExtended' && fact.data.inviteeId === personId,
      );
      return [teller.tell({ id: 'coming.unanswered', parameters: { person } }, invitations)];
    }
    return words.map((word) => {
      const { coming, saidById, eventId, occurredOn, text } = word;
      const message: Message =
        saidById === undefined
          ? { id: `coming.${coming}`, parameters: { person } }
          : { id: `coming.${coming}.by`, parameters: { person, speaker: teller.nameOf('representative', saidById) } };
      const told = teller.tell(message, [byId.get(eventId)!], { occurredOn, words: text });
      return { ...told, ...(word === last && { counts: true as const }) };
    });
  });
  const said = [
    ...unnamed.map((fact) => teller.tellFact(fact, { kind: 'meeting', id: meeting.id, opening })),
    ...words,
  ];
  const silent = meeting.partyIds.filter((id) => !heard.has(id));
  return section('coming', said.slice(0, MOST.words), [
    ...silent.map((id): Message => ({ id: 'brief.none.coming', parameters: { party: teller.nameOf('party', id) } })),
    ...(meeting.partyIds.length === 0 ? [{ id: 'brief.none.parties', parameters: {} } as const] : []),
    ...notShown(said.length - Math.min(said.length, MOST.words)),
  ]);
};

const partyOf = (db: Database.Database, personId: string): string | undefined =>
  itemOf(db, 'representatives', personId)?.partyId;
