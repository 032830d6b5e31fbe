import type Database from 'better-sqlite3';
import type { PartyId } from '#domain/ids.js';
import type { Day } from '#domain/world-date.js';
import { type Language, LANGUAGES } from '#messages/languages.js';
import { FactTypeName, WorldKindName } from '../../routes/enums.js';
import { tz } from '../../routes/parameters.js';
import { negotiationRoute } from '../../routes/read-route.js';
import { all, day, described, idOf, list, named, object, type Static, text, uuid, whole } from '../../routes/schema.js';
import { BriefAccount } from '../attribution.js';
import {
  IssueStatus,
  issuesOf,
  itemOf,
  NegotiationStatus,
  partiesOf,
  PartyRole,
  PartyStatus,
  Since,
} from '../overview/overview-items.js';
import { Names } from '../resolve-labels.js';
import { Counts, countsOf, lastEvents, type TimelineItem } from '../timeline/timeline.js';
import { titleField, withTitles } from '../timeline/title.js';
import { BoardDispute, boardDisputes, BoardPledge, boardPledges, SettledDisputes } from './board-accounts.js';
import { BoardHeadline, boardHeadline, inLanguage } from './board-headline.js';
import { BoardFigures, boardMeasures, BoardMeasures } from './board-measures.js';
import { BoardMeeting, boardMeetings, LAST_MEETINGS } from './board-meetings.js';
import { BoardPosition, boardPositions } from './board-positions.js';
import { brief, briefTexts, cutList, first } from './cut.js';

const BoardParty = object({
  id: uuid,
  name: text,
  'shortName?': text,
  status: PartyStatus,
  role: PartyRole,
});
const BoardIssue = object({ id: uuid, title: text, status: IssueStatus });
const BoardFact = named(
  'BoardFact',
  all(
    BriefAccount,
    object({
      kind: WorldKindName,
      type: FactTypeName,
      thingId: described('The thing that the fact is about', uuid),
      title: titleField('What happened, in one line'),
      'earliest?': described('The first day on which it can have happened', day),
      'latest?': described('The last day on which it can have happened', day),
    }),
  ),
);
type BoardFact = Static<typeof BoardFact>;
const LastFact = named(
  'LastFact',
  described(
    'The age of the record: its last fact that has a date',
    object({
      eventId: idOf('event'),
      day: described(
        'The last day on which it can have happened; if that is open or after the day of the board, the first',
        day,
      ),
      daysAgo: described('From that day to the day of the board', whole),
    }),
  ),
);

const LAST_EVENTS = 5;
const MOST = { parties: 12, issues: 20 } as const;

export const Board = named(
  'Board',
  described(
    'Where a negotiation stands on a day. Every list is cut, and says how many more there are. Long texts are cut after 500 characters',
    object({
      negotiation: object({
        id: uuid,
        'title?': described('Absent if the negotiation was voided', text),
        'status?': NegotiationStatus,
        'since?': Since,
      }),
      on: described(
        'The day that it is about: today in `zone`, or the last day that asOf, knownAt and happenedBy allow',
        day,
      ),
      zone: described('The IANA time zone in which `on` is that day', text),
      parties: cutList(BoardParty),
      issues: cutList(BoardIssue),
      counts: Counts,
      'headline?': BoardHeadline,
      lastEvents: described(`The last ${LAST_EVENTS} facts that have a date, the latest first`, list(BoardFact)),
      'lastFact?': LastFact,
      'nextMeeting?': described('The same as `meetings/next`; absent if none is planned', BoardMeeting),
      lastMeetings: described(`The last ${LAST_MEETINGS} that were held, the latest first`, list(BoardMeeting)),
      positions: described(
        'By issue and party. Of an issue and a party without one, no position is on record',
        cutList(BoardPosition),
      ),
      measures: BoardMeasures,
      figures: described('Figures of the measures that differ', cutList(BoardFigures)),
      pledges: described('Commitments that are open or disputed, those due first', cutList(BoardPledge)),
      disputes: described('The open ones', all(cutList(BoardDispute), object({ settled: SettledDisputes }))),
      names: Names,
    }),
  ),
);
export type Board = Omit<Static<typeof Board>, 'names'>;

/** Where a negotiation stands at the end of a day, `on`. */
export const boardOf = (db: Database.Database, id: string, on: string, zone: string): Board => {
  const day = on as Day;
  const negotiation = itemOf(db, 'negotiations', id);
  const counts = countsOf(db, id);
  const parties = partiesOf(db, id, {}, { after: undefined, limit: MOST.parties });
  const issues = issuesOf(db, id, {}, { after: undefined, limit: MOST.issues });
  const events = lastEvents(db, id, on, LAST_EVENTS);
  const meetings = boardMeetings(db, id, on);
  const partyIds = parties.map((party) => party.id as PartyId);
  const { groups, ...measures } = boardMeasures(db, id, partyIds, day);
  return {
    negotiation: {
      id,
      ...(negotiation && { title: brief(negotiation.title), status: negotiation.status }),
      ...(negotiation?.since && { since: negotiation.since }),
    },
    on,
    zone,
    parties: first(
      parties.map(({ id, name, shortName, status, role }) => briefTexts({ id, name, shortName, status, role })),
      MOST.parties,
      counts.party,
    ),
    issues: first(
      issues.map(({ id, title, status }) => briefTexts({ id, title, status })),
      MOST.issues,
      counts.issue,
    ),
    counts,
    ...boardHeadline(db, id, { on, nextMeeting: meetings.nextMeeting, groups }),
    lastEvents: events.map(({ fact: _, ...event }) => event as BoardFact),
    ...lastFactOf(events[0], on),
    ...meetings,
    positions: boardPositions(db, id, day),
    ...measures,
    pledges: boardPledges(db, id, on),
    disputes: boardDisputes(db, id),
  };
};

const lastFactOf = (event: TimelineItem | undefined, on: string): Pick<Board, 'lastFact'> => {
  if (event?.earliest === undefined || event.latest === undefined) return {};
  const day = event.latest <= on ? event.latest : event.earliest;
  return { lastFact: { eventId: event.eventId, day, daysAgo: (Date.parse(on) - Date.parse(day)) / DAY_MS } };
};
const DAY_MS = 86_400_000;

export const boardRoutes = [
  negotiationRoute({
    path: 'negotiations/:negotiationId/board',
    operationId: 'getBoard',
    summary: 'Get where a negotiation stands, on one page',
    tag: 'overview',
    parameters: { tz },
    models: ['overview', 'timeline', 'meetings', 'positions', 'measures', 'commitments', 'disputes'],
    answer: Board,
    sentences: {
      languages: LANGUAGES,
      write: (board: Board, language: Language) => withTitles(inLanguage(board, language), language),
    },
    ask: (views, negotiationId, { tz }, { today }) => boardOf(views, negotiationId, today, tz),
  }),
];
