import type Database from 'better-sqlite3';
import { type Kind, WORLD_KINDS } from '#domain/ids.js';
import { FORCE_STATUSES } from '#domain/in-force.js';
import { boardOf } from '../models/board/board.js';
import { BUCKET_SIZES } from '../models/climate/buckets.js';
import { climateOf } from '../models/climate/climate.js';
import { commitment, commitmentsOf } from '../models/commitments.js';
import { dispute, DISPUTE_STATUSES, disputesOf } from '../models/disputes.js';
import { measure, measuresOf } from '../models/measures.js';
import { MEETING_STATUSES } from '../models/meetings/meeting-plan.js';
import { calendarOf } from '../models/meetings/calendar.js';
import { allMeetingsOf } from '../models/meetings/all-meetings.js';
import { meeting } from '../models/meetings/meeting-routes.js';
import { nextMeeting } from '../models/meetings/meetings-by-day.js';
import { meetingsOf } from '../models/meetings/meetings.js';
import { minutesOf, minutesPage } from '../models/minutes.js';
import { momentsOf } from '../models/moments.js';
import { namesOf } from '../models/names/find-names.js';
import { resolveLabels } from '../models/resolve-labels.js';
import { overviewOf } from '../models/overview/overview-page.js';
import { issuesOf, negotiationsOf, itemOf, partiesOf, representativesOf } from '../models/overview/overview-items.js';
import { position, positionsOf } from '../models/positions.js';
import { proposal, PROPOSAL_STATUSES, proposalsOf } from '../models/proposals.js';
import { searchOf } from '../models/search/search-route.js';
import { statement, statementsOf } from '../models/statements/statements.js';
import { thing } from '../models/things.js';
import { countsOf, lastEvent, searchTimeline, timelineOf } from '../models/timeline/timeline.js';
import { trailPage } from '../models/trail/trail.js';
import { NEGOTIATION } from './random-history.js';

type Row = Readonly<{ key: readonly (string | number)[] }>;
type Slice = Readonly<{ after: readonly (string | number)[] | undefined; limit: number }>;

/** What has the same days is found in the order of recording: here, by its id. */
const tied = <R extends Readonly<{ earliest: string; latest: string; id: string }>>(rows: readonly R[]): readonly R[] =>
  [...Map.groupBy(rows, ({ earliest, latest }) => `${earliest} ${latest}`).values()].flatMap((ties) =>
    ties.toSorted((one, other) => (one.id < other.id ? -1 : 1)),
  );

/** All pages of a list. */
const pages = <R extends Row>(ask: (slice: Slice) => readonly R[], limit = 7): readonly Omit<R, 'key'>[] => {
  const all: R[] = [];
  for (;;) {
    const page = ask({ after: all.at(-1)?.key, limit });
    all.push(...page);
    if (page.length < limit) return all.map(({ key: _, ...row }) => row);
  }
};

const DAYS = ['2025-02-11', '2025-06-10', '2025-10-27', '2026-06-30'];
const WORDS = ['稀土', 'licence', '"rare earths"', 'harm*', 'talks tariff'];
const NAMED = ['a', 'an min', 'eu', 'chin'];
const PARTIES = [['party:0'], ['party:1'], ['party:0', 'party:1'], undefined] as const;
const undefinedAnd = <T>(values: readonly T[]): readonly (T | undefined)[] => [undefined, ...values];

type Answers = Readonly<Record<string, unknown>>;
/** The answers to one query with each of these values. */
const each = <T>(values: readonly T[], ask: (value: T) => unknown): Answers =>
  Object.fromEntries(values.map((value) => [JSON.stringify(value) ?? 'any', ask(value)]));

/**
 * The answers of every read route about one negotiation, with every filter, by `operationId`; and of the parts that the
 * routes share.
 */
export const answersOf = (db: Database.Database, things: readonly Readonly<{ kind: Kind; id: string }>[]): Answers => {
  const idsOf = (kind: Kind) => things.filter((one) => one.kind === kind).map(({ id }) => id);
  const ofEach = (kind: Kind, ask: (id: string) => unknown) => each(idsOf(kind), ask);
  const n = NEGOTIATION;
  const answers: Answers = {
    listNegotiations: each(undefinedAnd(['active', 'concluded'] as const), (status) =>
      pages((slice) => negotiationsOf(db, { status }, slice)),
    ),
    getNegotiation: {
      overview: each(DAYS, (day) => overviewOf(db, n, day)),
      item: itemOf(db, 'negotiations', n),
      lastEvent: each(DAYS, (day) => lastEvent(db, n, day)),
      counts: countsOf(db, n),
    },
    getBoard: each(DAYS, (day) => boardOf(db, n, day, 'UTC')),
    listParties: {
      status: each(undefinedAnd(['joined', 'left'] as const), (status) =>
        pages((slice) => partiesOf(db, n, { status }, slice), 2),
      ),
      role: pages((slice) => partiesOf(db, n, { role: 'principal' }, slice)),
    },
    getParty: ofEach('party', (id) => itemOf(db, 'parties', id)),
    listRepresentatives: {
      party: each(PARTIES, (partyId) => pages((slice) => representativesOf(db, n, { partyId }, slice), 2)),
      bodies: pages((slice) => representativesOf(db, n, { kind: ['body'], status: 'named' }, slice)),
    },
    getRepresentative: ofEach('representative', (id) => itemOf(db, 'representatives', id)),
    listIssues: {
      raisedBy: each(['party:0', undefined], (raisedById) =>
        pages((slice) => issuesOf(db, n, { raisedById }, slice), 2),
      ),
      search: each(WORDS, (q) => pages((slice) => issuesOf(db, n, { q }, slice), 2)),
      settled: pages((slice) => issuesOf(db, n, { status: 'settled' }, slice)),
    },
    getIssue: ofEach('issue', (id) => itemOf(db, 'issues', id)),
    listNames: {
      typed: each(undefinedAnd(NAMED), (q) => pages((slice) => namesOf(db, n, { q }, slice), 2)),
      people: each(PARTIES, (partyId) =>
        pages((slice) => namesOf(db, n, { q: 'a', kind: ['person'], partyId }, slice)),
      ),
    },
    listTimeline: {
      order: each(['asc', 'desc'] as const, (order) => pages((slice) => timelineOf(db, n, { order }, slice))),
      kind: each(WORLD_KINDS, (kind) => pages((slice) => timelineOf(db, n, { kind: [kind, 'party'] }, slice))),
      period: each(DAYS, (day) => pages((slice) => timelineOf(db, n, { from: day, to: '2025-12-31' }, slice))),
      party: each(PARTIES, (partyId) => pages((slice) => timelineOf(db, n, { partyId }, slice))),
      issue: pages((slice) => timelineOf(db, n, { issueId: 'issue:0', type: 'StatementMade' }, slice)),
      search: each(WORDS, (q) => pages((slice) => searchTimeline(db, n, { q }, slice).found)),
    },
    listMeetings: {
      status: each(undefinedAnd(MEETING_STATUSES), (status) =>
        pages((slice) => meetingsOf(db, n, { status }, slice), 2),
      ),
      search: each([...WORDS, '-talks'], (q) => pages((slice) => meetingsOf(db, n, { q }, slice), 2)),
      person: each(idsOf('representative'), (representativeId) =>
        pages((slice) => meetingsOf(db, n, { representativeId }, slice)),
      ),
      period: each(DAYS, (from) => pages((slice) => meetingsOf(db, n, { from, to: '2025-12-31' }, slice))),
      dated: each(['true', 'false'] as const, (dated) => pages((slice) => meetingsOf(db, n, { dated }, slice), 2)),
      party: each(PARTIES, (partyId) =>
        pages((slice) => meetingsOf(db, n, { partyId, mode: 'video-call', level: 'summit' }, slice)),
      ),
    },
    listAllMeetings: each(DAYS, (to) => pages((slice) => allMeetingsOf(db, { to }, slice), 2)),
    calendar: calendarOf(db, [n], '2025-10-27'),
    getNextMeeting: each(DAYS, (day) => nextMeeting(db, n, day)),
    getMeeting: ofEach('meeting', (id) => [meeting(db, id), minutesOf(db, id)]),
    getMinutes: ofEach('minutes', (id) => minutesPage(db, id)),
    listStatements: {
      all: pages((slice) => statementsOf(db, n, {}, slice), 2),
      search: each(WORDS, (words) => pages((slice) => statementsOf(db, n, { q: words }, slice), 2)),
      speaker: each(idsOf('representative'), (speakerId) =>
        pages((slice) => statementsOf(db, n, { speakerId }, slice)),
      ),
      period: each(DAYS, (from) => pages((slice) => statementsOf(db, n, { from, to: '2025-12-31' }, slice))),
      party: each(PARTIES, (partyId) => pages((slice) => statementsOf(db, n, { partyId, issueId: 'issue:0' }, slice))),
      meeting: each(idsOf('meeting'), (meetingId) =>
        pages((slice) => statementsOf(db, n, { kind: ['readout'], meetingId }, slice)),
      ),
    },
    search: {
      words: each([...WORDS, '-talks'], (q) => tied(pages((slice) => searchOf(db, { q, order: 'desc' }, slice), 2))),
      period: each(DAYS, (from) =>
        tied(pages((slice) => searchOf(db, { q: '-x', kind: ['meeting', 'statement'], from, order: 'asc' }, slice))),
      ),
    },
    getStatement: ofEach('statement', (id) => statement(db, id)),
    listPositions: {
      party: each(PARTIES, (partyId) => pages((slice) => positionsOf(db, n, { partyId }, slice), 2)),
      issue: pages((slice) => positionsOf(db, n, { issueId: 'issue:1', scope: 'public' }, slice)),
    },
    getPosition: ofEach('position', (id) => position(db, id)),
    listMeasures: {
      day: each(DAYS, (on) =>
        each(['party:0', 'party:1', undefined], (partyId) =>
          pages((slice) => measuresOf(db, n, {}, { on, partyId }, slice).found, 2),
        ),
      ),
      status: each(FORCE_STATUSES, (status) =>
        pages((slice) => measuresOf(db, n, { status, actorId: 'party:0' }, { on: DAYS[2]! }, slice).found),
      ),
    },
    getMeasure: ofEach('measure', (id) => each(DAYS, (on) => measure(db, id, { on, partyId: 'party:0' }))),
    listCommitments: {
      day: each(DAYS, (day) => pages((slice) => commitmentsOf(db, n, {}, day, slice), 2)),
      party: each(PARTIES, (partyId) =>
        pages((slice) => commitmentsOf(db, n, { partyId, status: 'open' }, DAYS[1]!, slice)),
      ),
    },
    getCommitment: ofEach('commitment', (id) => commitment(db, id, DAYS[2]!)),
    listProposals: {
      status: each(undefinedAnd(PROPOSAL_STATUSES), (status) =>
        pages((slice) => proposalsOf(db, n, { status }, slice).found, 2),
      ),
      party: each(PARTIES, (partyId) =>
        pages((slice) => proposalsOf(db, n, { partyId, issueId: 'issue:0' }, slice).found),
      ),
    },
    getProposal: ofEach('proposal', (id) => proposal(db, id)),
    // On the other axes, days depend on the time of recording.
    getMoments: each(DAYS, (day) => momentsOf(db, n, day).happenedBy),
    getClimate: {
      bucket: each(BUCKET_SIZES, (by) => climateOf(db, n, { by, facts: 'all' })),
      period: climateOf(db, n, { by: 'day', from: DAYS[0], to: DAYS[1], facts: 'all' }),
    },
    listDisputes: each(undefinedAnd(DISPUTE_STATUSES), (status) =>
      pages((slice) => disputesOf(db, n, { status }, slice), 2),
    ),
    getDispute: ofEach('dispute', (id) => dispute(db, id)),
    things: each(things, ({ kind, id }) => thing(db, kind, id)),
    trail: trailOf(db),
  };
  return { ...answers, labels: resolveLabels(db, answers) };
};

/** The trail is in the order of the log. Here it is a map by event id, which has no order. */
const trailOf = (db: Database.Database): Answers =>
  Object.fromEntries(
    trailPage(db, { negotiationId: NEGOTIATION }, { limit: 1_000 }).map(({ corrections, ...event }) => [
      event.eventId,
      {
        event: event,
        corrections: corrections.map(({ eventId }) => eventId),
      },
    ]),
  );

const OF_THE_LOG = new Set(['recordedAt', 'changedAt', 'ordinal', 'revision', 'commandId']);

/** The answers without fields that depend on the log. `nameOf` gives the events of two logs the same names. */
export const timeless = (answer: unknown, nameOf: (id: string) => string): unknown => {
  if (typeof answer === 'string') return nameOf(answer);
  if (Array.isArray(answer)) return answer.map((one) => timeless(one, nameOf));
  if (typeof answer !== 'object' || answer === null) return answer;
  const { recordedAt, learnedAt } = answer as Answers;
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([field]) => !OF_THE_LOG.has(field) && (field !== 'learnedAt' || learnedAt !== recordedAt))
      .map(([field, value]) => [nameOf(field), timeless(value, nameOf)])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
};
