import type Database from 'better-sqlite3';
import { streamOf } from '#domain/ids.js';
import type { MinutesEvent } from '#domain/minutes.js';
import { span } from '#domain/world-date.js';
import { Account, factOf } from './attribution.js';
import { type StoredFact, withFacts } from './timeline/facts.js';
import { type ReadModel, THING_COLUMNS } from '../projection/read-model.js';
import { dataOf, fieldsOf } from '../routes/facts.js';
import { thingRoute } from '../routes/read-route.js';
import { all, described, idsOf, list, named, object, type Static, uuid } from '../routes/schema.js';

export const Minutes = named(
  'Minutes',
  all(
    Account,
    fieldsOf('MinutesCirculated'),
    object({
      id: uuid,
      approvedBy: idsOf('party'),
      approvals: described('The approvals, and their reservations', list(all(dataOf('MinutesApproved'), Account))),
    }),
  ),
);
export type Minutes = Static<typeof Minutes>;
type MinutesFact = StoredFact<MinutesEvent>;

/** The minutes of meetings, and their approvals. */
export const minutes: ReadModel = {
  name: 'minutes',
  version: 2,
  tables: {
    minutes: {
      columns: {
        // The ordinal is that of its first event
        ...THING_COLUMNS,
        meetingId: 'TEXT',
        earliest: 'TEXT',
        latest: 'TEXT',
      },
      indexes: [['meetingId']],
    },
  },
  kinds: ['minutes'],
  rows: ({ stream, id, negotiationId, recorded, events }) => {
    const circulated = circulationOf(events as readonly MinutesFact[]);
    if (circulated === undefined) return { minutes: [] };
    const { ordinal } = recorded[0]!;
    const { meetingId } = circulated.data;
    return {
      minutes: [
        {
          ordinal,
          stream,
          id,
          negotiationId,
          meetingId,
          ...span(circulated.metadata),
        },
      ],
    };
  },
};

const circulationOf = (facts: readonly MinutesFact[]) => facts.find((fact) => fact.type === 'MinutesCirculated');

type MinutesRow = Readonly<{ stream: string; id: string }>;

const show = ({ id, facts }: MinutesRow & Readonly<{ facts: readonly MinutesFact[] }>): Minutes => {
  const approvals = facts.filter((fact) => fact.type === 'MinutesApproved');
  return {
    id,
    ...factOf(circulationOf(facts)!),
    approvedBy: [...new Set(approvals.map(({ data }) => data.partyId))],
    approvals: approvals.map(factOf),
  };
};

/** All minutes of a meeting, in the order in which they were circulated. */
export const minutesOf = (db: Database.Database, meetingId: string): readonly Minutes[] =>
  withFacts<MinutesEvent, MinutesRow>(
    db,
    db
      .prepare<[string], MinutesRow>('SELECT * FROM minutes WHERE meetingId = ? ORDER BY earliest, latest, id')
      .all(meetingId),
  ).map(show);

export const minutesPage = (db: Database.Database, id: string): Minutes | undefined => {
  const rows = db.prepare<[string], MinutesRow>('SELECT stream, id FROM minutes WHERE stream = ?');
  return withFacts<MinutesEvent, MinutesRow>(db, rows.all(streamOf('minutes', id))).map(show)[0];
};

export const minutesRoutes = [
  thingRoute({
    path: 'minutes/:id',
    operationId: 'getMinutes',
    summary: 'Get minutes of a meeting, and who approved them',
    tag: 'minutes',
    kind: 'minutes',
    models: ['minutes', 'timeline'],
    item: Minutes,
    ask: minutesPage,
  }),
];
