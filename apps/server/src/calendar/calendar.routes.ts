import { LANGUAGES } from '#messages/languages.js';
import { calendarOf } from '#read-models/models/meetings/calendar.js';
import { negotiationRoute, routeOf } from '#read-models/routes/read-route.js';
import { object } from '#read-models/routes/schema.js';
import { EVERYWHERE } from '#read-models/routes/scope.js';
import { CALENDAR } from './calendar.example.js';
import { calendarAsText } from './calendar-text.js';

const head = {
  tag: 'meetings',
  models: ['overview', 'meetings', 'timeline'],
  only: { type: 'text/calendar', file: 'ics', write: calendarAsText, example: CALENDAR },
  sentences: { languages: LANGUAGES, write: (body: object) => body },
} as const;
/** There is no JSON of it. */
const answer = object({});

/** Meetings as calendars (RFC 5545), for the programs in which people keep theirs. */
export const calendarRoutes = [
  routeOf(
    {
      ...head,
      path: 'calendar.ics',
      operationId: 'getCalendar',
      summary: 'Get the meetings of all negotiations that the caller may read, as a calendar',
    },
    {
      isPaged: false,
      isOfAll: false,
      answer,
      subject: () => EVERYWHERE,
      find: (views, _, { among, today }) => ({ body: calendarOf(views, among, today) }),
    },
  ),
  negotiationRoute({
    ...head,
    path: 'negotiations/:negotiationId/calendar.ics',
    operationId: 'getNegotiationCalendar',
    summary: 'Get the meetings of a negotiation as a calendar',
    isOfAll: false,
    answer,
    ask: (views, negotiationId, _, { today }) => ({
      ...calendarOf(views, [negotiationId], today),
      negotiationId,
    }),
  }),
];
