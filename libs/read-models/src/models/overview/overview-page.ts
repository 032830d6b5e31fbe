import type Database from 'better-sqlite3';
import { LANGUAGES } from '#messages/languages.js';
import { alsoReading, someOf } from '../../routes/parameters.js';
import { listRoute, thingRoute } from '../../routes/read-route.js';
import { EVERYWHERE } from '../../routes/scope.js';
import { all, described, list, named, object, type Static, text, uuid } from '../../routes/schema.js';
import { refuseTextSearch } from '../search/list-search.js';
import { PlannedAccount, StatusName } from '../meetings/meeting-plan.js';
import { nextMeeting } from '../meetings/meetings-by-day.js';
import { Meeting } from '../meetings/meetings.js';
import { Counts, countsOf, lastEvent, TimelineItem } from '../timeline/timeline.js';
import { withTitles } from '../timeline/title.js';
import {
  Issue,
  issuesOf,
  itemOf,
  itemRoutes,
  Negotiation,
  negotiationFilters,
  NegotiationHistory,
  negotiationsOf,
  partiesOf,
  Party,
  Representative,
  representativesOf,
} from './overview-items.js';

/** The most things of each kind that the page shows. */
const MOST = 200;

const Glance = all(
  NegotiationHistory,
  object({
    parties: described(`The first ${MOST}`, list(Party)),
    people: described(`The first ${MOST} people and bodies`, list(Representative)),
    issues: described(`The first ${MOST}`, list(Issue)),
    'nextMeeting?': described('The same as `meetings/next`', Meeting),
    'lastEvent?': described('The last fact up to today that has a date', TimelineItem),
    counts: Counts,
  }),
);

const INCLUDED = ['nextMeeting', 'lastEvent', 'counts'] as const;
type Included = (typeof INCLUDED)[number];
const NextInBrief = named(
  'NextMeetingInBrief',
  object({ id: uuid, title: text, status: StatusName, 'planned?': PlannedAccount }),
);
const ListedNegotiation = named(
  'ListedNegotiation',
  all(
    Negotiation,
    object({
      'nextMeeting?': described('If it is included: the beginning of `meetings/next`', NextInBrief),
      'lastEvent?': described('If it is included: the last fact up to today that has a date', TimelineItem),
      'counts?': described('If they are included', Counts),
    }),
  ),
);
const include = alsoReading(
  described('What each negotiation has besides, with commas between', someOf(INCLUDED)),
  (names) => (includedIn(names).has('nextMeeting') ? ['meetings'] : []),
);

const includedIn = (names: string | undefined) => new Set(names?.split(',') as readonly Included[] | undefined);

/** What was asked for besides a negotiation. */
const besides = (db: Database.Database, id: string, names: string | undefined, today: string) => {
  const asked = includedIn(names);
  const meeting = asked.has('nextMeeting') ? nextMeeting(db, id, today) : undefined;
  const event = asked.has('lastEvent') ? lastEvent(db, id, today) : undefined;
  return {
    ...(meeting && { nextMeeting: inBrief(meeting) }),
    ...(event && { lastEvent: event }),
    ...(asked.has('counts') && { counts: countsOf(db, id) }),
  };
};

const inBrief = ({ id, title, status, planned }: Meeting): Static<typeof NextInBrief> => ({
  id,
  title,
  status,
  ...(planned && { planned }),
});

/** A negotiation at a glance. `today` is the day from which "next" and "last" count. */
export const overviewOf = (
  db: Database.Database,
  id: string,
  today: string,
): (Static<typeof Negotiation> & Static<typeof Glance>) | undefined => {
  const negotiation = itemOf(db, 'negotiations', id);
  if (negotiation === undefined) return undefined;
  const first = { after: undefined, limit: MOST };
  const [meeting, event] = [nextMeeting(db, id, today), lastEvent(db, id, today)];
  return {
    ...negotiation,
    parties: partiesOf(db, id, {}, first).map(withoutKey),
    people: representativesOf(db, id, {}, first).map(withoutKey),
    issues: issuesOf(db, id, {}, first).map(withoutKey),
    ...(meeting && { nextMeeting: meeting }),
    ...(event && { lastEvent: event }),
    counts: countsOf(db, id),
  };
};

const withoutKey = <T extends { key: unknown }>({ key: _, ...item }: T): Omit<T, 'key'> => item;

export const overviewRoutes = [
  listRoute({
    path: 'negotiations',
    operationId: 'listNegotiations',
    summary: 'List negotiations, the earliest first',
    tag: 'overview',
    parameters: { ...negotiationFilters, include },
    models: ['overview', 'timeline'],
    check: refuseTextSearch,
    item: ListedNegotiation,
    sentences: {
      languages: LANGUAGES,
      write: withTitles,
      areIn: ({ include }) => includedIn(include as string | undefined).has('lastEvent'),
    },
    areItemsOfAll: ({ include }) => include !== undefined,
    subject: () => EVERYWHERE,
    ask: (views, { include, ...filter }, { slice, among, today }) =>
      negotiationsOf(views, filter, slice, among).map((one) => ({ ...one, ...besides(views, one.id, include, today) })),
  }),
  thingRoute({
    path: 'negotiations/:id',
    operationId: 'getNegotiation',
    summary: 'Get a negotiation at a glance: parties, issues, status, next meeting',
    tag: 'overview',
    kind: 'negotiation',
    models: ['overview', 'timeline', 'meetings'],
    item: Negotiation,
    more: Glance,
    sentences: { languages: LANGUAGES, write: withTitles },
    ask: (views, id, _, { today }) => overviewOf(views, id, today),
  }),
  ...itemRoutes,
];
