import { EXAMPLE_IDS } from '../openapi/examples.js';
import { NOTICE_TYPE, NOTICES } from './notice-schemas.js';
import { messageText } from './server-sent-events.js';

export const SUMMARY = 'Stream notices of what changes in the negotiations of the caller (server-sent events)';

export const DESCRIPTION = `Each message without a type is a notice: its data is a CloudEvent 1.0 (the schema Notice) that names a
negotiation and the kinds of things that changed in it. What changed is for the client to read. The id of a message is a
Consistency-Token: send it in Last-Event-ID to go on after that message, and in Consistency-Token to read what includes the change.
Changes within a tenth of a second are one notice for each negotiation.

Other messages have a type. opened: the first one. reset: instead of it, if Last-Event-ID is not of this log; read again what you show.
stale and current: notices are late, and are no longer. end: the last one, with the reason. A comment every 15 seconds keeps the
connection open.`;

const id = 'A'.repeat(112);
const negotiationId = EXAMPLE_IDS['negotiations']!;
export const EXAMPLE = [
  { retryMs: 2_000, event: 'opened', id, data: { resumed: false } },
  {
    id,
    data: {
      specversion: '1.0',
      id,
      source: NOTICES,
      type: NOTICE_TYPE,
      subject: negotiationId,
      time: '2025-10-30T10:15:00.000Z',
      datacontenttype: 'application/json',
      data: { negotiationId, kinds: ['meeting', 'statement'] },
    },
  },
]
  .map(messageText)
  .join('');
