import { describe, expect, it } from '@jest/globals';
import type { EventId, IssueId, PartyId } from './ids.js';
import { position, type PositionEvents } from './position.js';
import { on, scenario } from './testing.js';

const { given } = scenario(position);

const eu = { partyId: 'eu' as PartyId, issueId: 'rare-earths' as IssueId, scope: 'public' } as const;
const unjustified = { ...eu, text: '"unjustified and harmful"', kind: 'demand' } as const;
const taken = { type: 'PositionTaken', data: unjustified } as const;
const withdrawn = { type: 'PositionWithdrawn', data: { ...eu, reason: 'the controls are suspended' } } as const;
const shift: PositionEvents['PositionShifted'] = { ...eu, direction: 'softened', text: 'general licences would do' };
const take = { type: 'TakePosition', data: unjustified } as const;
const refusal = (code: string) => expect.objectContaining({ refused: code });

describe('position', () => {
  it('is taken with its reason and what shows it', () => {
    const data: PositionEvents['PositionTaken'] = {
      ...unjustified,
      reason: 'such practices contradict efforts to stabilize commercial relations',
      scale: 100,
      salience: 0,
      evidence: [
        { kind: 'statement', id: 's' },
        { kind: 'meeting', id: 'm' },
        { kind: 'measure', id: 'me' },
        { kind: 'proposal', id: 'p' },
      ],
    };
    expect(given().when({ type: 'TakePosition', data })).toEqual([{ type: 'PositionTaken', data }]);
  });
  it('is first heard of when it shifts, is maintained or is withdrawn', () => {
    expect(given().when({ type: 'ShiftPosition', data: { ...shift, fromText: 'all controls must go' } })).toEqual([
      { type: 'PositionShifted', data: { ...shift, fromText: 'all controls must go' } },
    ]);
    expect(given().when({ type: 'MaintainPosition', data: { ...eu, text: 'reiterated' } })).toHaveLength(1);
    expect(given().when({ type: 'WithdrawPosition', data: eu })).toHaveLength(1);
  });

  it('is not taken twice: what comes after is a shift', () => {
    expect(given(taken).when(take)).toEqual({
      refused: 'position-taken-already-recorded',
      because: expect.stringContaining('Record a shift instead'),
    });
  });
  it('is not taken again after it was only shifted or maintained', () => {
    expect(given(taken, { type: 'PositionShifted', data: shift }).when(take)).toEqual(
      refusal('position-taken-already-recorded'),
    );
    expect(given(taken, { type: 'PositionMaintained', data: eu }).when(take)).toEqual(
      refusal('position-taken-already-recorded'),
    );
  });
  it('is told twice where the second telling is another account of the first', () => {
    expect(given(taken).when(take, { reportOf: 'event-0' as EventId })).toHaveLength(1);
  });
  it('is taken again after it was withdrawn, and then no third time', () => {
    expect(given(taken, withdrawn).when(take)).toHaveLength(1);
    expect(given(taken, withdrawn, taken).when(take)).toEqual(refusal('position-taken-already-recorded'));
  });
  it('counts a withdrawal where it stands in the world, not in the log', () => {
    const may = { ...withdrawn, circumstances: { occurredOn: on('2025-05-01') } };
    const april = { ...taken, circumstances: { occurredOn: on('2025-04-01') } };
    const june = { ...taken, circumstances: { occurredOn: on('2025-06-01') } };
    expect(given(may, april).when(take)).toHaveLength(1);
    expect(given(may, june, april).when(take)).toEqual(refusal('position-taken-already-recorded'));
  });
  it('has its origin told after its shift and after its withdrawal: the clerk learned of it late', () => {
    const may = { ...withdrawn, circumstances: { occurredOn: on('2025-05-01') } };
    const june = { ...taken, circumstances: { occurredOn: on('2025-06-01') } };
    expect(given({ type: 'PositionShifted', data: shift }).when(take)).toHaveLength(1);
    expect(given(may).when(take)).toHaveLength(1);
    expect(given(may, june).when(take, { occurredOn: on('2025-04-01') })).toHaveLength(1);
    expect(given(may, june).when(take, { occurredOn: on('2025-05-15') })).toEqual(
      refusal('position-taken-already-recorded'),
    );
  });

  it('lies on a scale from 0 to 100 and no further', () => {
    for (const scale of [-1, 101, Number.NaN]) {
      expect(given().when({ ...take, data: { ...unjustified, scale } })).toEqual(refusal('scale-out-of-range'));
      expect(given().when({ type: 'ShiftPosition', data: { ...shift, scale } })).toEqual(refusal('scale-out-of-range'));
    }
    for (const scale of [0, 62.5, 100])
      expect(given().when({ ...take, data: { ...unjustified, scale, salience: scale } })).toHaveLength(1);
  });
  it('has a salience from 0 to 100 and no more', () => {
    expect(given().when({ ...take, data: { ...unjustified, salience: 100.5 } })).toEqual(
      refusal('salience-out-of-range'),
    );
    expect(given().when({ type: 'ShiftPosition', data: { ...shift, salience: -0.5 } })).toEqual(
      refusal('salience-out-of-range'),
    );
  });

  it('is shown by a statement, a meeting, a measure or a proposal, and by nothing else', () => {
    const stray = { evidence: [{ kind: 'measure', id: 'me' } as const, { kind: 'party', id: 'eu' } as const] };
    const wrong = refusal('evidence-of-wrong-kind');
    expect(given().when({ ...take, data: { ...unjustified, ...stray } })).toEqual(wrong);
    expect(given().when({ type: 'ShiftPosition', data: { ...shift, ...stray } })).toEqual(wrong);
    expect(given().when({ type: 'MaintainPosition', data: { ...eu, ...stray } })).toEqual(wrong);
    expect(given().when({ type: 'WithdrawPosition', data: { ...eu, ...stray } })).toEqual(wrong);
    expect(
      given().when({ type: 'MaintainPosition', data: { ...eu, evidence: [{ kind: 'measure', id: 'me' }] } }),
    ).toHaveLength(1);
  });
});
