import type Database from 'better-sqlite3';
import { streamOf } from '#domain/ids.js';
import { negotiationRoute, pageRoute, thingRoute } from '../../routes/read-route.js';
import { described, list, named, object, orNull, uuid } from '../../routes/schema.js';
import { history, showing } from '../history.js';
import { Minutes, minutesOf } from '../minutes.js';
import { Names } from '../resolve-labels.js';
import { refuseTextSearch } from '../search/list-search.js';
import { Readout, readoutsOf } from '../statements/statements.js';
import { nextMeeting } from './meetings-by-day.js';
import { History, Meeting, meetingFilters, type MeetingRow, meetingsOf, showMeetings } from './meetings.js';

const NextMeeting = named(
  'NextMeeting',
  object({ meeting: described('null if none is planned', orNull(Meeting)), names: Names }),
);
const Related = object({
  history: History,
  preparedByIds: described('The meetings that prepare this one', list(uuid)),
  minutes: list(Minutes),
  readouts: described('The statements of kind readout about it', list(Readout)),
});

/** The page of a meeting: the meetings that prepare it, its minutes, and the readouts of each side. */
export const meeting = (db: Database.Database, id: string) => {
  const rows = db.prepare<[string], MeetingRow>('SELECT * FROM meetings WHERE stream = ?').all(streamOf('meeting', id));
  const [shown] = showMeetings(db, rows);
  if (shown === undefined) return undefined;
  return {
    ...shown,
    preparedByIds: db
      .prepare<[string], string>('SELECT id, earliest FROM meetings WHERE preparesForId = ? ORDER BY earliest, id')
      .pluck()
      .all(id),
    minutes: minutesOf(db, id),
    readouts: readoutsOf(db, rows[0]!.negotiationId, id),
  };
};

export const meetingRoutes = [
  pageRoute({
    path: 'negotiations/:negotiationId/meetings',
    operationId: 'listMeetings',
    summary: 'List meetings by day, those without a day last',
    tag: 'meetings',
    parameters: { ...meetingFilters, history },
    models: ['meetings', 'overview', 'timeline'],
    check: refuseTextSearch,
    item: Meeting,
    ask: (views, negotiationId, { history, ...filter }, { slice }) =>
      showing(history, meetingsOf(views, negotiationId, filter, slice)),
  }),
  negotiationRoute({
    path: 'negotiations/:negotiationId/meetings/next',
    operationId: 'getNextMeeting',
    summary:
      'Get the next meeting, and who is confirmed. If none has a day, the one that is planned in words, as "in the coming weeks"; null if none is planned',
    tag: 'meetings',
    models: ['meetings', 'timeline'],
    answer: NextMeeting,
    ask: (views, negotiationId, _, { today }) => ({ meeting: nextMeeting(views, negotiationId, today) ?? null }),
  }),
  thingRoute({
    path: 'meetings/:id',
    operationId: 'getMeeting',
    summary: 'Get a meeting, its minutes, and the readouts of each side',
    tag: 'meetings',
    kind: 'meeting',
    models: ['meetings', 'minutes', 'statements', 'timeline'],
    item: Meeting,
    more: Related,
    ask: meeting,
  }),
];
