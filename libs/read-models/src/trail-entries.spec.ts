import { describe, expect, it } from '@jest/globals';
import { about, viewsOf } from './testing.js';
import { trail } from './trail.js';
import { auditTrail } from './trail-entries.js';

const views = viewsOf(
  [trail],
  about(
    'party',
    'eu',
    { type: 'PartyJoined', data: { name: 'UE', kind: 'regional-organisation', role: 'principal' } },
    { type: 'RecordCorrected', data: { eventId: 'event-0' as never, changes: { name: 'EU' }, reason: 'a slip' } },
    { type: 'RecordVoided', data: { eventId: 'event-1' as never, reason: 'it was no slip' } },
  ),
);
const all = { after: undefined, limit: 50 };

describe('the trail as an auditor reads it', () => {
  it('has every event with its whole envelope, and its corrections beside it', () => {
    const [joined] = auditTrail(views, {}, all);
    expect(joined).toMatchObject({
      ordinal: 0,
      event: {
        id: 'event-0',
        stream: 'party-eu',
        revision: 0,
        type: 'PartyJoined',
        data: { name: 'UE' },
        metadata: { recordedBy: { issuer: 'local', subject: 'ana', name: 'Ana' }, commandId: 'command-event-0' },
      },
      corrections: [{ ordinal: 1, event: { type: 'RecordCorrected', data: { changes: { name: 'EU' } } } }],
    });
    expect(joined).not.toHaveProperty('corrects');
    expect(joined).not.toHaveProperty('event.salt');
  });
  it('shows what a correction corrects, and that it was voided itself', () => {
    const [, corrected, voided] = auditTrail(views, {}, all);
    expect(corrected).toMatchObject({
      corrects: { ordinal: 0, event: { id: 'event-0' } },
      corrections: [{ ordinal: 2 }],
    });
    expect(voided).toMatchObject({ corrects: { ordinal: 1 }, corrections: [] });
  });
  it('goes on after the last entry that was seen', () => {
    const [first] = auditTrail(views, {}, { after: undefined, limit: 1 });
    expect(auditTrail(views, {}, { after: first!.key, limit: 50 }).map(({ ordinal }) => ordinal)).toEqual([1, 2]);
  });
  it('is narrowed by a filter, and keeps beside an entry what the filter leaves out', () => {
    expect(auditTrail(views, { type: 'PartyJoined' }, all)).toMatchObject([{ corrections: [{ ordinal: 1 }] }]);
    expect(auditTrail(views, { recordedBy: 'ben' }, all)).toEqual([]);
  });
});
