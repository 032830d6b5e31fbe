import type Database from 'better-sqlite3';
import { type Kind, KINDS } from '#domain/ids.js';
import type { TemporalValues } from '../../routes/parameters.js';
import { listRoute, thingRoute } from '../../routes/read-route.js';
import { all, described, list, object, type Static } from '../../routes/schema.js';
import { Meeting, nextMeeting } from '../meetings/meetings.js';
import { Counts, countsOf, lastEvent, TimelineItem } from '../timeline/timeline.js';
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

/** A negotiation existed as soon as any fact about it was known or had happened, even if its opening was recorded later. */
const kindsFor = ({ knownAt, happenedBy }: TemporalValues): readonly Kind[] =>
  knownAt === undefined && happenedBy === undefined ? ['negotiation'] : KINDS;

export const overviewRoutes = [
  listRoute({
    path: 'negotiations',
    operationId: 'listNegotiations',
    summary: 'List negotiations, the earliest first',
    tag: 'overview',
    parameters: negotiationFilters,
    models: ['overview', 'timeline'],
    item: Negotiation,
    subject: (moment) => ({ kinds: kindsFor(moment) }),
    ask: (views, filter, { slice, among }) => negotiationsOf(views, filter, slice, among),
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
    ask: (views, id, _, { today }) => overviewOf(views, id, today),
  }),
  ...itemRoutes,
];
