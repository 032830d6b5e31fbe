import { describe, expect, it } from '@jest/globals';
import type { EventId, PartyId } from './ids.js';
import { issue } from './issue.js';
import { on, scenario } from './testing.js';

const { given } = scenario(issue);

const raised = {
  type: 'IssueRaised',
  data: {
    title: 'Licences for dual-use items',
    description: 'Exporters must obtain a licence from the Ministry of Commerce before they sell abroad.',
    raisedById: 'eu' as PartyId,
  },
} as const;
const settled = { type: 'IssueSettled', data: { terms: 'General licences for known buyers.' } } as const;
const reopened = { type: 'IssueReopened', data: { reason: 'Half of the applications wait.' } } as const;
const settle = { type: 'SettleIssue', data: {} } as const;
const refusal = (code: string) => expect.objectContaining({ refused: code });

describe('issue', () => {
  it('can be raised by a party', () => {
    expect(given().when({ type: 'RaiseIssue', data: raised.data })).toEqual([raised]);
  });
  it('cannot be raised twice', () => {
    expect(given(raised).when({ type: 'RaiseIssue', data: raised.data })).toEqual(refusal('issue-already-recorded'));
  });
  it('must exist before it is settled', () => {
    expect(given().when(settle)).toEqual(refusal('issue-unknown'));
  });

  it('can be settled with terms', () => {
    expect(given(raised).when({ type: 'SettleIssue', data: settled.data })).toEqual([settled]);
  });
  it('cannot be settled twice', () => {
    expect(given(raised, settled).when(settle)).toEqual(refusal('issue-settled-already-recorded'));
  });
  it('can be reported as settled twice if the second is another account of the first', () => {
    expect(given(raised, settled).when(settle, { reportOf: 'event-1' as EventId })).toHaveLength(1);
  });
  it('can be settled again after it was reopened', () => {
    expect(given(raised, settled, reopened).when(settle)).toHaveLength(1);
  });
  it('cannot be settled again if it was reopened before the settlement', () => {
    const inMay = { ...reopened, circumstances: { occurredOn: on('2025-05-02') } };
    const inNovember = { ...settled, circumstances: { occurredOn: on('2025-11-07') } };
    expect(given(raised, inNovember, inMay).when(settle)).toEqual(refusal('issue-settled-already-recorded'));
  });
  it('can be reopened without a recorded settlement', () => {
    expect(given(raised).when({ type: 'ReopenIssue', data: reopened.data })).toEqual([reopened]);
  });
});
