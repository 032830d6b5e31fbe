import type Database from 'better-sqlite3';
import type { ValuesOf } from '../../routes/parameters.js';
import type { Keyed, Slice } from '../../routes/pages.js';
import { listRoute } from '../../routes/read-route.js';
import { all, idOf, named, object, type Static } from '../../routes/schema.js';
import { EVERYWHERE } from '../../routes/scope.js';
import { history, showing } from '../history.js';
import { refuseTextSearch } from '../search/list-search.js';
import { negotiationIdsOf } from '../overview/overview-items.js';
import { keyOf, Meeting, meetingFilters, meetingRowsOf, showMeetings } from './meetings.js';

const MeetingAnywhere = named('MeetingAnywhere', all(Meeting, object({ negotiationId: idOf('negotiation') })));

const { partyId: _, ...filters } = meetingFilters;

/** The meetings of all negotiations by day and time, those without a day last. `among`: only of these. */
export const allMeetingsOf = (
  db: Database.Database,
  filter: ValuesOf<typeof filters>,
  slice: Slice,
  among?: readonly string[],
): readonly Keyed<Static<typeof MeetingAnywhere>>[] => {
  const rows = meetingRowsOf(db, negotiationIdsOf(db, among), filter, slice);
  return showMeetings(db, rows).map((shown, n) => {
    const { negotiationId } = rows[n]!;
    return { key: keyOf(rows[n]!), ...shown, negotiationId };
  });
};

export const allMeetingsRoutes = [
  listRoute({
    path: 'meetings',
    operationId: 'listAllMeetings',
    summary: 'List the meetings of all negotiations that the caller may read, by day, those without a day last',
    tag: 'meetings',
    parameters: { ...filters, history },
    models: ['meetings', 'overview', 'timeline'],
    check: refuseTextSearch,
    item: MeetingAnywhere,
    subject: () => EVERYWHERE,
    ask: (views, { history, ...filter }, { slice, among }) =>
      showing(history, allMeetingsOf(views, filter, slice, among)),
  }),
];
