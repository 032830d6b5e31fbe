import { type Brief, briefInLanguage } from '#read-models/replay/brief/brief-schemas.js';
import type { Names } from '#read-models/models/resolve-labels.js';
import { ID } from '../openapi/examples.js';
import { briefHtml } from './brief-html.js';
import { briefText } from './brief-text.js';

const SCHEDULED = '01a210e7-d36c-71d8-9cbe-6f1ddb21aa56';
const ANNOUNCED = '01a210e7-d36c-71d8-9cbe-6f1ddb21aa57';

/** A part of the answer to a request with the examples of the document. */
const ANSWER: Brief & Readonly<{ names: Names }> = {
  id: ID.brussels,
  negotiationId: ID.negotiation,
  title: 'High-level technical talks in Brussels',
  status: 'tentative',
  on: '2025-10-29',
  partyIds: [ID.eu, ID.china],
  issueIds: [],
  sections: [
    {
      id: 'meeting',
      heading: { id: 'brief.section.meeting', parameters: {} },
      sentences: [
        {
          id: 'fact.MeetingScheduled',
          parameters: { meeting: 'High-level technical talks in Brussels' },
          eventIds: [SCHEDULED],
          occurredOn: '2025-10-27',
          planned: { on: '2025-10-30', text: 'Thursday' },
          sources: [1],
        },
      ],
      notes: [],
    },
    {
      id: 'coming',
      heading: { id: 'brief.section.coming', parameters: {} },
      sentences: [
        {
          id: 'coming.not-coming.by',
          parameters: { person: 'Wang Wentao', speaker: 'Olof Gill' },
          eventIds: [ANNOUNCED],
          occurredOn: '2025-10-27',
          counts: true,
          sources: [1],
        },
      ],
      notes: [{ id: 'brief.none.coming', parameters: { party: 'European Union' } }],
    },
  ],
  sources: [{ number: 1, publisher: 'Web Editor', publishedOn: '2025-10-27', reliability: 'C2' }],
  names: {
    [ID.negotiation]: { kind: 'negotiation', label: 'EU–China talks on rare-earth export controls' },
    [ID.eu]: { kind: 'party', label: 'European Union' },
    [ID.china]: { kind: 'party', label: 'China' },
    [ID.brussels]: { kind: 'meeting', label: 'High-level technical talks in Brussels' },
  },
} as unknown as Brief & Readonly<{ names: Names }>;
export const BRIEF = briefInLanguage(ANSWER, 'en');
export const BRIEF_TEXT = briefText(BRIEF, 'en', { moments: [] });
export const BRIEF_PAGE = briefHtml(BRIEF, 'en', { marking: 'public', moments: [] });
