import { ID } from '../openapi/examples.js';
import { activityAsAtom } from './activity-atom.js';

const at = '2025-10-27T18:00:00.000Z';

/** What an example of the document shows. */
export const ACTIVITY = activityAsAtom(
  {
    items: [
      {
        eventId: '01a210e7-d36c-71d8-9cbe-6f1ddb21aa56',
        negotiationId: ID.negotiation,
        kind: 'meeting',
        thingId: ID.brussels,
        sentence: { id: 'fact.MeetingScheduled', parameters: { meeting: 'High-level technical talks in Brussels' } },
        occurredOn: '2025-10-26',
        recordedAt: at,
        recordedBy: 'Ana',
        changedAt: at,
        isCorrected: false,
        mentionedIds: [],
      },
    ],
    isCut: false,
    negotiationId: ID.negotiation,
    names: { [ID.negotiation]: { kind: 'negotiation', label: 'EU–China talks on rare earths' } },
  },
  'en',
  { marking: { level: 'public' }, ofRows: [], isMarked: () => false },
);
