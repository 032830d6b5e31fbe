import type Database from 'better-sqlite3';
import { type Kind, WORLD_KINDS } from '#domain/ids.js';
import { FORCE_STATUSES } from '#domain/in-force.js';
import { BUCKET_SIZES } from '../models/climate/buckets.js';
import { climateOf } from '../models/climate/climate.js';
import { commitment, commitmentsOf } from '../models/commitments.js';
import { dispute, DISPUTE_STATUSES, disputesOf } from '../models/disputes.js';
import { measure, measuresOf } from '../models/measures.js';
import { MEETING_STATUSES } from '../models/meetings/meeting-plan.js';
import { meeting, meetingsOf, nextMeeting } from '../models/meetings/meetings.js';
import { minutesOf, minutesPage } from '../models/minutes.js';
import { resolveLabels } from '../models/resolve-labels.js';
import { overviewOf } from '../models/overview/overview-page.js';
import { issuesOf, negotiationsOf, itemOf, partiesOf, representativesOf } from '../models/overview/overview-items.js';
import { position, positionsOf } from '../models/positions.js';
import { proposal, PROPOSAL_STATUSES, proposalsOf } from '../models/proposals.js';
import { statement, statementsOf } from '../models/statements/statements.js';
import { thing } from '../models/things.js';
import { countsOf, lastEvent, timelineOf } from '../models/timeline/timeline.js';
import { trailPage } from '../models/trail/trail.js';
import { NEGOTIATION } from './random-history.js';

type Row = Readonly<{ key: readonly (string | number)[] }>;
type Slice = Readonly<{ after: readonly (string | number)[] | undefined; limit: number }>;

/** A list page by page to its end. */
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
const PARTIES = ['party:0', 'party:1', undefined];
const undefinedAnd = <T>(values: readonly T[]): readonly (T | undefined)[] => [undefined, ...values];

type Asked = Readonly<Record<string, unknown>>;
/** The answers to one question with each of these values. */
const each = <T>(values: readonly T[], ask: (value: T) => unknown): Asked =>
  Object.fromEntries(values.map((value) => [JSON.stringify(value) ?? 'any', ask(value)]));

/** Every question of every read model about one negotiation, by every filter, and the answers to them. */
export const answersOf = (db: Database.Database, things: readonly Readonly<{ kind: Kind; id: string }>[]): Asked => {
  const idsOf = (kind: Kind) => things.filter((one) => one.kind === kind).map(({ id }) => id);
  const ofEach = (kind: Kind, ask: (id: string) => unknown) => each(idsOf(kind), ask);
  const n = NEGOTIATION;
  const answers: Asked = {
    things: each(things, ({ kind, id }) => thing(db, kind, id)),
    negotiations: each(undefinedAnd(['active', 'concluded'] as const), (status) =>
      pages((slice) => negotiationsOf(db, { status }, slice)),
    ),
    overview: each(DAYS, (day) => overviewOf(db, n, day)),
    negotiation: itemOf(db, 'negotiations', n),
    parties: each(undefinedAnd(['joined', 'left'] as const), (status) =>
      pages((slice) => partiesOf(db, n, { status }, slice), 2),
    ),
    principals: pages((slice) => partiesOf(db, n, { role: 'principal' }, slice)),
    party: ofEach('party', (id) => itemOf(db, 'parties', id)),
    representatives: each(PARTIES, (partyId) => pages((slice) => representativesOf(db, n, { partyId }, slice), 2)),
    bodies: pages((slice) => representativesOf(db, n, { kind: 'body', status: 'named' }, slice)),
    representative: ofEach('representative', (id) => itemOf(db, 'representatives', id)),
    issues: each(PARTIES, (raisedById) => pages((slice) => issuesOf(db, n, { raisedById }, slice), 2)),
    settled: pages((slice) => issuesOf(db, n, { status: 'settled' }, slice)),
    issue: ofEach('issue', (id) => itemOf(db, 'issues', id)),
    timeline: each(['asc', 'desc'] as const, (order) => pages((slice) => timelineOf(db, n, { order }, slice))),
    timelineOf: each(WORLD_KINDS, (kind) => pages((slice) => timelineOf(db, n, { kind }, slice))),
    timelineIn: each(DAYS, (day) => pages((slice) => timelineOf(db, n, { from: day, to: '2025-12-31' }, slice))),
    timelineAbout: each(['party:0', 'party:1'], (partyId) => pages((slice) => timelineOf(db, n, { partyId }, slice))),
    timelineOn: pages((slice) => timelineOf(db, n, { issueId: 'issue:0', type: 'StatementMade' }, slice)),
    lastEvent: each(DAYS, (day) => lastEvent(db, n, day)),
    counts: countsOf(db, n),
    meetings: each(undefinedAnd(MEETING_STATUSES), (status) =>
      pages((slice) => meetingsOf(db, n, { status }, slice), 2),
    ),
    meetingsIn: each(DAYS, (from) => pages((slice) => meetingsOf(db, n, { from, to: '2025-12-31' }, slice))),
    meetingsWith: each(PARTIES, (partyId) =>
      pages((slice) => meetingsOf(db, n, { partyId, mode: 'video-call', level: 'summit' }, slice)),
    ),
    nextMeeting: each(DAYS, (day) => nextMeeting(db, n, day)),
    meeting: ofEach('meeting', (id) => [meeting(db, id), minutesOf(db, id)]),
    minutes: ofEach('minutes', (id) => minutesPage(db, id)),
    statements: pages((slice) => statementsOf(db, n, {}, slice), 2),
    search: each(WORDS, (words) => pages((slice) => statementsOf(db, n, { q: words }, slice), 2)),
    statementsBy: each(idsOf('representative'), (speakerId) =>
      pages((slice) => statementsOf(db, n, { speakerId }, slice)),
    ),
    statementsIn: each(DAYS, (from) => pages((slice) => statementsOf(db, n, { from, to: '2025-12-31' }, slice))),
    statementsOn: each(PARTIES, (partyId) =>
      pages((slice) => statementsOf(db, n, { partyId, issueId: 'issue:0' }, slice)),
    ),
    readouts: each(idsOf('meeting'), (meetingId) =>
      pages((slice) => statementsOf(db, n, { kind: 'readout', meetingId }, slice)),
    ),
    statement: ofEach('statement', (id) => statement(db, id)),
    positions: each(PARTIES, (partyId) => pages((slice) => positionsOf(db, n, { partyId }, slice), 2)),
    positionsOn: pages((slice) => positionsOf(db, n, { issueId: 'issue:1', scope: 'public' }, slice)),
    position: ofEach('position', (id) => position(db, id)),
    measures: each(DAYS, (on) =>
      each(PARTIES, (partyId) => pages((slice) => measuresOf(db, n, {}, { on, partyId }, slice), 2)),
    ),
    measuresThat: each(FORCE_STATUSES, (status) =>
      pages((slice) => measuresOf(db, n, { status, actorId: 'party:0' }, { on: DAYS[2]! }, slice)),
    ),
    measure: ofEach('measure', (id) => each(DAYS, (on) => measure(db, id, { on, partyId: 'party:0' }))),
    commitments: each(DAYS, (day) => pages((slice) => commitmentsOf(db, n, {}, day, slice), 2)),
    commitmentsOf: each(PARTIES, (partyId) =>
      pages((slice) => commitmentsOf(db, n, { partyId, status: 'open' }, DAYS[1]!, slice)),
    ),
    commitment: ofEach('commitment', (id) => commitment(db, id, DAYS[2]!)),
    proposals: each(undefinedAnd(PROPOSAL_STATUSES), (status) =>
      pages((slice) => proposalsOf(db, n, { status }, slice), 2),
    ),
    proposalsOf: each(PARTIES, (partyId) =>
      pages((slice) => proposalsOf(db, n, { partyId, issueId: 'issue:0' }, slice)),
    ),
    proposal: ofEach('proposal', (id) => proposal(db, id)),
    climate: each(BUCKET_SIZES, (by) => climateOf(db, n, { by })),
    climateIn: climateOf(db, n, { by: 'day', from: DAYS[0], to: DAYS[1] }),
    disputes: each(undefinedAnd(DISPUTE_STATUSES), (status) =>
      pages((slice) => disputesOf(db, n, { status }, slice), 2),
    ),
    dispute: ofEach('dispute', (id) => dispute(db, id)),
    trail: trailOf(db),
  };
  return { ...answers, names: resolveLabels(db, answers) };
};

/** The trail is in the order of the log, and of nothing else: here it is by the names of its events. */
const trailOf = (db: Database.Database): Asked =>
  Object.fromEntries(
    trailPage(db, { negotiationId: NEGOTIATION }, { limit: 1_000 }).map(({ corrections, ...event }) => [
      event.eventId,
      {
        event: event,
        corrections: corrections.map(({ eventId }) => eventId),
      },
    ]),
  );

const OF_THE_LOG = new Set(['recordedAt', 'ordinal', 'revision', 'commandId']);

/** The answers without what the log gives them; `nameOf` gives the events of two logs the same names. */
export const timeless = (answer: unknown, nameOf: (id: string) => string): unknown => {
  if (typeof answer === 'string') return nameOf(answer);
  if (Array.isArray(answer)) return answer.map((one) => timeless(one, nameOf));
  if (typeof answer !== 'object' || answer === null) return answer;
  const { recordedAt, learnedAt } = answer as Asked;
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([field]) => !OF_THE_LOG.has(field) && (field !== 'learnedAt' || learnedAt !== recordedAt))
      .map(([field, value]) => [nameOf(field), timeless(value, nameOf)])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
};
