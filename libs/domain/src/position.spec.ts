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
  it('can be taken with a reason and evidence', () => {
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
  it('can begin with a shift, its maintenance or its withdrawal', () => {
    expect(given().when({ type: 'ShiftPosition', data: { ...shift, fromText: 'all controls must go' } })).toEqual([
      { type: 'PositionShifted', data: { ...shift, fromText: 'all controls must go' } },
    ]);
    expect(given().when({ type: 'MaintainPosition', data: { ...eu, text: 'reiterated' } })).toHaveLength(1);
    expect(given().when({ type: 'WithdrawPosition', data: eu })).toHaveLength(1);
  });

  it('cannot be taken twice: a change is a shift', () => {
    expect(given(taken).when(take)).toEqual({
      refused: 'position-taken-already-recorded',
      because: expect.stringContaining('record a shift'),
    });
  });
  it('cannot be taken again after a shift or its maintenance', () => {
    expect(given(taken, { type: 'PositionShifted', data: shift }).when(take)).toEqual(
      refusal('position-taken-already-recorded'),
    );
    expect(given(taken, { type: 'PositionMaintained', data: eu }).when(take)).toEqual(
      refusal('position-taken-already-recorded'),
    );
  });
  it('can be reported twice if the second is another account of the first', () => {
    expect(given(taken).when(take, { reportOf: 'event-0' as EventId })).toHaveLength(1);
  });
  it('can be taken again after it was withdrawn, but not a third time', () => {
    expect(given(taken, withdrawn).when(take)).toHaveLength(1);
    expect(given(taken, withdrawn, taken).when(take)).toEqual(refusal('position-taken-already-recorded'));
  });
  it('counts a withdrawal at its chronological place, not in the order of the log', () => {
    const may = { ...withdrawn, circumstances: { occurredOn: on('2025-05-01') } };
    const april = { ...taken, circumstances: { occurredOn: on('2025-04-01') } };
    const june = { ...taken, circumstances: { occurredOn: on('2025-06-01') } };
    expect(given(may, april).when(take)).toHaveLength(1);
    expect(given(may, june, april).when(take)).toEqual(refusal('position-taken-already-recorded'));
  });
  it('can have its origin recorded after its shift and its withdrawal', () => {
    const may = { ...withdrawn, circumstances: { occurredOn: on('2025-05-01') } };
    const june = { ...taken, circumstances: { occurredOn: on('2025-06-01') } };
    expect(given({ type: 'PositionShifted', data: shift }).when(take)).toHaveLength(1);
    expect(given(may).when(take)).toHaveLength(1);
    expect(given(may, june).when(take, { occurredOn: on('2025-04-01') })).toHaveLength(1);
    expect(given(may, june).when(take, { occurredOn: on('2025-05-15') })).toEqual(
      refusal('position-taken-already-recorded'),
    );
  });

  it('has a scale from 0 to 100', () => {
    for (const scale of [-1, 101, Number.NaN]) {
      expect(given().when({ ...take, data: { ...unjustified, scale } })).toEqual(refusal('scale-out-of-range'));
      expect(given().when({ type: 'ShiftPosition', data: { ...shift, scale } })).toEqual(refusal('scale-out-of-range'));
    }
    for (const scale of [0, 62.5, 100])
      expect(given().when({ ...take, data: { ...unjustified, scale, salience: scale } })).toHaveLength(1);
  });
  it('has a salience from 0 to 100', () => {
    expect(given().when({ ...take, data: { ...unjustified, salience: 100.5 } })).toEqual(
      refusal('salience-out-of-range'),
    );
    expect(given().when({ type: 'ShiftPosition', data: { ...shift, salience: -0.5 } })).toEqual(
      refusal('salience-out-of-range'),
    );
  });

  it('accepts only statements, meetings, measures and proposals as evidence', () => {
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
