import type Database from 'better-sqlite3';
import type { Effective } from '#domain/effective.js';
import { streamOf } from '#domain/ids.js';
import type { MinutesEvent } from '#domain/minutes.js';
import { span } from '#domain/world-date.js';
import { Account, factOf } from './attribution.js';
import { type Numbered, type ReadModel, THING_COLUMNS } from '../projection/read-model.js';
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
type Details = Omit<Minutes, 'id'>;

/** The minutes of meetings, and their approvals. */
export const minutes: ReadModel = {
  name: 'minutes',
  version: 1,
  tables: {
    minutes: {
      columns: {
        // The ordinal is that of its first event
        ...THING_COLUMNS,
        meetingId: 'TEXT',
        earliest: 'TEXT',
        latest: 'TEXT',
        details: 'TEXT',
      },
      indexes: [['meetingId']],
    },
  },
  kinds: ['minutes'],
  rows: ({ stream, id, negotiationId, recorded, events }) => {
    const facts = events as readonly Numbered<Effective<MinutesEvent>>[];
    const circulated = facts.find((event) => event.type === 'MinutesCirculated');
    if (circulated?.type !== 'MinutesCirculated') return { minutes: [] };
    const approvals = facts.filter((event) => event.type === 'MinutesApproved');
    const details: Details = {
      ...factOf(circulated),
      approvedBy: [...new Set(approvals.map(({ data }) => data.partyId))],
      approvals: approvals.map(factOf),
    };
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
          details: JSON.stringify(details),
        },
      ],
    };
  },
};

type MinutesRow = Readonly<{ id: string; details: string }>;

const show = ({ id, details }: MinutesRow): Minutes => ({ id, ...(JSON.parse(details) as Details) });

/** All minutes of a meeting, in the order in which they were circulated. */
export const minutesOf = (db: Database.Database, meetingId: string): readonly Minutes[] =>
  db
    .prepare<[string], MinutesRow>('SELECT * FROM minutes WHERE meetingId = ? ORDER BY earliest, latest, id')
    .all(meetingId)
    .map(show);

export const minutesPage = (db: Database.Database, id: string): Minutes | undefined => {
  const row = db
    .prepare<[string], MinutesRow>('SELECT id, details FROM minutes WHERE stream = ?')
    .get(streamOf('minutes', id));
  return row && show(row);
};

export const minutesRoutes = [
  thingRoute({
    path: 'minutes/:id',
    operationId: 'getMinutes',
    summary: 'Get minutes of a meeting, and who approved them',
    tag: 'minutes',
    kind: 'minutes',
    models: ['minutes'],
    item: Minutes,
    ask: minutesPage,
  }),
];
