import type { CalendarMeeting } from '#read-models/models/meetings/calendar.js';
import { ID } from '../openapi/examples.js';
import { calendarAsText } from './calendar-text.js';

const PLAN = '01a210e7-d36c-71d8-9cbe-6f1ddb21aa56';
const at = '2025-10-27T18:00:00.000Z';
const account = { eventId: PLAN, learnedAt: at, recordedAt: at, recordedBy: 'Ana' };

const TALKS: CalendarMeeting = {
  id: ID.brussels,
  negotiationId: ID.negotiation,
  sequence: 3,
  changedAt: at,
  title: 'High-level technical talks in Brussels',
  status: 'confirmed',
  place: 'Brussels',
  partyIds: [ID.eu, ID.china],
  issueIds: [],
  delegations: [],
  coming: [],
  ...account,
  planned: { on: '2025-10-30', text: 'Thursday', earliest: '2025-10-30', latest: '2025-10-30', ...account },
  first: '2025-10-30',
  last: '2025-10-30',
};

/** A calendar of one meeting. */
export const CALENDAR = calendarAsText(
  {
    items: [TALKS],
    isCut: false,
    names: {
      [ID.negotiation]: { kind: 'negotiation', label: 'EU–China talks on rare-earth export controls' },
      [ID.eu]: { kind: 'party', label: 'European Union' },
      [ID.china]: { kind: 'party', label: 'China' },
    },
  },
  'en',
  { marking: { level: 'public' }, ofRows: [], isMarked: () => false },
);
