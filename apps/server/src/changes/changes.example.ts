import type { MovedHeader, MovedLine } from '#read-models/replay/moved/moved-line.js';
import type { Names } from '#read-models/models/resolve-labels.js';
import { movedInLanguage } from '#read-models/replay/moved/moved-line.js';
import { ID } from '../openapi/examples.js';
import { changesText } from './changes-text.js';

const held = '01a210e7-d36c-71d8-9cbe-6f1ddb21aa53';
const suspended = '01a210e7-d36c-71d8-9cbe-6f1ddb21aa54';
const announced = '01a210e7-d36c-71d8-9cbe-6f1ddb21aa55';

/** A part of the answer to a request with the examples of the document. */
const ANSWER: MovedHeader & Readonly<{ items: readonly MovedLine[]; names: Names }> = {
  since: { day: '2025-10-28' },
  until: { day: '2026-11-27' },
  counts: {
    lines: 2,
    facts: 2,
    byKind: { measure: { lines: 1, facts: 1 }, meeting: { lines: 1, facts: 1 } },
    byTag: { happened: 1, 'learned-late': 1, corrected: 0, 'newly-visible': 0 },
  },
  lastFact: { eventId: suspended, day: '2025-11-07' },
  notMoved: {
    measures: {
      items: [
        {
          kind: 'measure',
          id: ID.licensing,
          about: { actorId: ID.china as never, reference: 'MOFCOM No. 18' },
          state: [{ id: 'state.measure.in-force', parameters: { count: 1 }, since: '2025-04-04' }],
        },
      ],
      more: 0,
    },
    positions: { items: [], more: 0 },
  },
  items: [
    {
      kind: 'measure',
      tag: 'happened',
      things: {
        items: [{ kind: 'measure', id: ID.measure, about: { actorId: ID.china as never, reference: 'MOFCOM No. 61' } }],
        more: 0,
      },
      sentences: {
        items: [
          {
            id: 'fact.ProvisionSuspended',
            parameters: { count: 1, measures: { items: ['MOFCOM No. 61'], more: 0 } },
            eventIds: [suspended],
            occurredOn: '2025-11-07',
            planned: { on: '2026-11-10' },
          },
          {
            id: 'headline.changed.inForceAgain',
            parameters: {
              count: 1,
              actor: 'China',
              days: '2026-11-11',
              measures: { items: ['MOFCOM No. 61'], more: 0 },
            },
            eventIds: [announced, suspended],
            followsFromDateAlone: true,
          },
        ],
        more: 0,
      },
      before: [{ id: 'state.measure.in-force', parameters: { count: 1 }, since: '2025-10-09' }],
      after: [{ id: 'state.measure.in-force', parameters: { count: 1 }, since: '2026-11-11' }],
      courses: [
        {
          provisions: 1,
          periods: [
            { status: 'in-force', from: '2025-10-09', to: '2025-11-06' },
            { status: 'suspended', from: '2025-11-07', to: '2026-11-10' },
            { status: 'in-force', from: '2026-11-11', followsFromDateAlone: true },
          ],
        },
      ],
      fields: { items: [], more: 0 },
    },
    {
      kind: 'meeting',
      tag: 'learned-late',
      things: { items: [{ kind: 'meeting', id: ID.brussels }], more: 0 },
      sentences: {
        items: [
          {
            id: 'fact.MeetingHeld',
            parameters: { meeting: 'High-level technical talks in Brussels' },
            eventIds: [held],
            occurredOn: '2025-10-30',
          },
        ],
        more: 0,
      },
      before: [{ id: 'state.meeting.confirmed', parameters: {}, planned: { on: '2025-10-30' } }],
      after: [{ id: 'state.meeting.held', parameters: {}, occurredOn: '2025-10-30' }],
      fields: { items: [], more: 0 },
    },
  ],
  names: {
    [ID.negotiation]: { kind: 'negotiation', label: 'EU–China talks on rare-earth export controls' },
    [ID.china]: { kind: 'party', label: 'China' },
    [ID.brussels]: { kind: 'meeting', label: 'High-level technical talks in Brussels' },
    [ID.licensing]: { kind: 'measure', label: 'Licensing regime for medium and heavy rare earths' },
    [ID.measure]: { kind: 'measure', label: 'Wider export controls on rare earths' },
  },
};
export const CHANGES = movedInLanguage(ANSWER, 'en');
export const CHANGES_TEXT = changesText(CHANGES, 'en');
