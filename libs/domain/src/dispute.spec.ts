import { describe, expect, it } from '@jest/globals';
import { dispute } from './dispute.js';
import type { EventId } from './ids.js';
import { scenario } from './testing.js';

const { given } = scenario(dispute);

const disputed = {
  type: 'AccountDisputed',
  data: {
    about: { kind: 'measure', id: 'mofcom-18', eventId: 'event-4' as EventId },
    field: 'figure',
    recordedAccount: 'just over half',
    rivalAccount: 'only half',
    rivalPublisher: 'another outlet',
  },
} as const;
const settled = {
  type: 'DisputeSettled',
  data: { preferred: 'recorded', reason: 'The Commission gave the same figure.' },
} as const;
const refusal = (code: string) => expect.objectContaining({ refused: code });

describe('dispute', () => {
  it('records the rival account of one detail', () => {
    expect(given().when({ type: 'DisputeAccount', data: disputed.data })).toEqual([disputed]);
  });
  it('is about a whole thing if no event is named', () => {
    const data = { about: { kind: 'meeting', id: 'brussels' }, rivalAccount: 'It was agreed on Friday.' } as const;
    expect(given().when({ type: 'DisputeAccount', data })).toEqual([{ type: 'AccountDisputed', data }]);
  });
  it('is refused if both accounts are equal', () => {
    expect(
      given().when({ type: 'DisputeAccount', data: { ...disputed.data, rivalAccount: 'just over half' } }),
    ).toEqual(refusal('accounts-agree'));
  });
  it('cannot be recorded twice', () => {
    expect(given(disputed).when({ type: 'DisputeAccount', data: disputed.data })).toEqual(
      refusal('dispute-already-recorded'),
    );
  });
  it('must exist before it is settled', () => {
    expect(given().when({ type: 'SettleDispute', data: settled.data })).toEqual(refusal('dispute-unknown'));
  });

  it('can be settled for one account, with a reason', () => {
    expect(given(disputed).when({ type: 'SettleDispute', data: settled.data })).toEqual([settled]);
  });
  it('can be settled for neither account', () => {
    const data = { preferred: 'neither', reason: 'Both rest on the same unnamed source.' } as const;
    expect(given(disputed).when({ type: 'SettleDispute', data })).toEqual([{ type: 'DisputeSettled', data }]);
  });
  it('cannot be settled twice', () => {
    expect(given(disputed, settled).when({ type: 'SettleDispute', data: settled.data })).toEqual(
      refusal('dispute-settled-already-recorded'),
    );
  });
  it('can be settled again if the first settlement was voided', () => {
    const voided = { type: 'RecordVoided', data: { eventId: 'event-1' as EventId, reason: 'a misreading' } } as const;
    expect(given(disputed, settled, voided).when({ type: 'SettleDispute', data: settled.data })).toHaveLength(1);
  });
});
