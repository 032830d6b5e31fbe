import type { PartyId } from '#domain/ids.js';
import type { Cause } from '#read-models/replay/change.js';
import { ID } from '../openapi/examples.js';
import { diffText } from './diff-text.js';

const announced: Cause = {
  ordinal: 38,
  type: 'DelegationAnnounced',
  eventId: '01a210e7-d36c-71d8-9cbe-6f1ddb21aa53',
  occurredOn: '2025-10-27',
  learnedAt: '2025-10-28T09:12:38.124Z',
  recordedAt: '2025-10-28T09:12:38.124Z',
  recordedBy: 'Ana',
};
const meeting = { kind: 'meeting', id: ID.brussels } as const;

/** A part of the answer to a request with the examples of the document. */
export const DIFF = {
  from: { ordinal: 95, happenedBy: '2025-10-24', day: '2025-10-24' },
  to: { ordinal: 95, happenedBy: '2025-12-01', day: '2025-12-01' },
  items: [
    {
      change: 'added',
      thing: meeting,
      fact: { eventId: announced.eventId, type: announced.type, occurredOn: '2025-10-27' },
      after: {
        announcedById: ID.gill,
        confirmed: false,
        level: 'unclear',
        members: [{ coming: 'unclear', representativeId: ID.wang }],
        partyId: ID.china,
        learnedAt: '2025-10-28T09:12:38.124Z',
        occurredOn: '2025-10-27',
      },
      by: announced,
    },
    {
      change: 'changed',
      thing: meeting,
      field: `/coming/${ID.wang}/coming`,
      before: 'coming',
      after: 'unclear',
      by: announced,
    },
    {
      change: 'changed',
      thing: { kind: 'measure', id: ID.measure },
      about: { actorId: ID.china as PartyId, reference: 'MOFCOM No. 61' },
      field: '/provisions/1-1/force/status',
      before: 'not-yet',
      after: 'in-force',
      by: null,
      because: 'time passed',
    },
  ],
  names: {
    [ID.china]: { kind: 'party', label: 'China' },
    [ID.gill]: { kind: 'representative', label: 'Olof Gill' },
    [ID.wang]: { kind: 'representative', label: 'Wang Wentao' },
    [ID.brussels]: { kind: 'meeting', label: 'High-level technical talks in Brussels' },
    [ID.measure]: { kind: 'measure', label: 'Wider export controls on rare earths' },
  },
} satisfies Parameters<typeof diffText>[0];
export const DIFF_TEXT = diffText(DIFF);
