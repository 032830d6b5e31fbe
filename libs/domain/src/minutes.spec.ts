import { describe, expect, it } from '@jest/globals';
import type { EventId, MeetingId, PartyId, RepresentativeId } from './ids.js';
import { minutes } from './minutes.js';
import { scenario } from './testing.js';

const { given } = scenario(minutes);

const meetingId = 'brussels' as MeetingId;
const [eu, china] = ['eu' as PartyId, 'china' as PartyId];
const circulated = {
  type: 'MinutesCirculated',
  data: { meetingId, text: 'Both sides explained their controls.', circulatedById: 'gill' as RepresentativeId },
} as const;
const approved = { type: 'MinutesApproved', data: { partyId: eu } } as const;
const refusal = (code: string) => expect.objectContaining({ refused: code });

describe('minutes', () => {
  it('can be circulated as a text', () => {
    expect(given().when({ type: 'CirculateMinutes', data: circulated.data })).toEqual([circulated]);
  });
  it('can be circulated as a document', () => {
    const data = { meetingId, document: { title: 'Minutes, 30 October' } };
    expect(given().when({ type: 'CirculateMinutes', data })).toEqual([{ type: 'MinutesCirculated', data }]);
  });
  it('cannot be circulated without content', () => {
    expect(given().when({ type: 'CirculateMinutes', data: { meetingId } })).toEqual(refusal('minutes-without-content'));
  });
  it('cannot be a document with only a digest', () => {
    const data = { meetingId, document: { sha256: '0'.repeat(64) } };
    expect(given().when({ type: 'CirculateMinutes', data })).toEqual(refusal('document-without-name'));
  });
  it('cannot be circulated twice', () => {
    expect(given(circulated).when({ type: 'CirculateMinutes', data: circulated.data })).toEqual(
      refusal('minutes-already-recorded'),
    );
  });
  it('must exist before they are approved', () => {
    expect(given().when({ type: 'ApproveMinutes', data: { partyId: eu } })).toEqual(refusal('minutes-unknown'));
  });

  it('can be approved by each party, with remarks', () => {
    const data = { partyId: china, text: 'Without point 3.' };
    expect(given(circulated, approved).when({ type: 'ApproveMinutes', data })).toEqual([
      { type: 'MinutesApproved', data },
    ]);
  });
  it('cannot be approved twice by one party', () => {
    expect(given(circulated, approved).when({ type: 'ApproveMinutes', data: { partyId: eu } })).toEqual(
      refusal('approval-already-recorded'),
    );
  });
  it('can be reported as approved twice if the second is another account of the first', () => {
    const again = { type: 'ApproveMinutes', data: { partyId: eu } } as const;
    expect(given(circulated, approved).when(again, { reportOf: 'event-1' as EventId })).toHaveLength(1);
  });
});
