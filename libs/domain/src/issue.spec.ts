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
  it('is raised by a party', () => {
    expect(given().when({ type: 'RaiseIssue', data: raised.data })).toEqual([raised]);
  });
  it('is raised once', () => {
    expect(given(raised).when({ type: 'RaiseIssue', data: raised.data })).toEqual(refusal('issue-already-recorded'));
  });
  it('must be known before it can be settled', () => {
    expect(given().when(settle)).toEqual(refusal('issue-unknown'));
  });

  it('is settled on terms', () => {
    expect(given(raised).when({ type: 'SettleIssue', data: settled.data })).toEqual([settled]);
  });
  it('is not settled twice', () => {
    expect(given(raised, settled).when(settle)).toEqual(refusal('issue-settled-already-recorded'));
  });
  it('is told settled twice where the second telling is another account of the first', () => {
    expect(given(raised, settled).when(settle, { reportOf: 'event-1' as EventId })).toHaveLength(1);
  });
  it('is settled again after it was reopened', () => {
    expect(given(raised, settled, reopened).when(settle)).toHaveLength(1);
  });
  it('is not settled again where it was reopened before it was settled', () => {
    const inMay = { ...reopened, circumstances: { occurredOn: on('2025-05-02') } };
    const inNovember = { ...settled, circumstances: { occurredOn: on('2025-11-07') } };
    expect(given(raised, inNovember, inMay).when(settle)).toEqual(refusal('issue-settled-already-recorded'));
  });
  it('is reopened although nobody recorded that it was settled', () => {
    expect(given(raised).when({ type: 'ReopenIssue', data: reopened.data })).toEqual([reopened]);
  });
});
