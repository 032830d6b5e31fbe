import { describe, expect, it } from '@jest/globals';
import type { EventId, IssueId, PartyId } from './ids.js';
import { position, type PositionEvents } from './position.js';
import { corrects, on, scenario } from './testing.js';

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

  // A fact without a date counts as of the day on which it was learned. In these, that is another day for each fact.
  const dated = (day: string) => ({ occurredOn: on(day) });
  const takenOn = (day: string, text: string = unjustified.text) =>
    ({ type: 'PositionTaken', data: { ...unjustified, text }, circumstances: dated(day) }) as const;
  const shiftedOn = (day: string) => ({ type: 'PositionShifted', data: shift, circumstances: dated(day) }) as const;
  const withdrawnOn = (day: string) => ({ ...withdrawn, circumstances: dated(day) });
  const again = refusal('position-taken-already-recorded');

  it('cannot be taken twice on one day: a change is a shift', () => {
    expect(given(takenOn('2013-05-01')).when(take, dated('2013-05-01'))).toMatchObject({
      refused: 'position-taken-already-recorded',
      because: expect.stringContaining('record a shift'),
    });
    expect(given(takenOn('2013-05-01'), shiftedOn('2013-05-01')).when(take, dated('2013-05-01'))).toEqual(again);
  });
  it('can be learned to have been taken earlier, in the same words or in others', () => {
    expect(given(takenOn('2013-05-01')).when(take, dated('2011-05-01'))).toHaveLength(1);
    expect(given(takenOn('2013-05-01', 'less than that')).when(take, dated('2011-05-01'))).toHaveLength(1);
    expect(given(taken).when(take, dated('2011-05-01'))).toHaveLength(1);
  });
  it('can be learned to have been taken later as well: the order of learning makes no difference', () => {
    expect(given(takenOn('2011-05-01')).when(take, dated('2013-05-01'))).toHaveLength(1);
    expect(given(takenOn('2011-05-01'), shiftedOn('2012-01-01')).when(take, dated('2013-05-01'))).toHaveLength(1);
    expect(given(takenOn('2013-05-01'), takenOn('2011-05-01')).when(take, dated('2012-05-01'))).toHaveLength(1);
  });
  it('cannot be corrected to the day on which it was taken already', () => {
    const both = given(takenOn('2013-05-01'), takenOn('2011-05-01'));
    expect(both.whenCorrected(corrects(1, dated('2013-05-01')))).toEqual(again);
    expect(both.whenCorrected(corrects(1, dated('2012-05-01')))).toBeUndefined();
  });
  it('can be reported twice if the second is another account of the first', () => {
    expect(
      given(takenOn('2013-05-01')).when(take, { ...dated('2013-05-01'), reportOf: 'event-0' as EventId }),
    ).toHaveLength(1);
  });
  it('is another account of what it was, whatever day that names', () => {
    const report = { ...dated('2011-05-01'), reportOf: 'event-1' as EventId };
    expect(given(takenOn('2011-05-01'), takenOn('2013-05-01')).when(take, report)).toHaveLength(1);
  });
  it('can be taken again on the day on which it was withdrawn, but not a third time', () => {
    const day = '2013-05-01';
    expect(given(takenOn(day), withdrawnOn(day)).when(take, dated(day))).toHaveLength(1);
    expect(given(takenOn(day), withdrawnOn(day), takenOn(day)).when(take, dated(day))).toEqual(again);
  });
  it('can have its origin recorded after its shift and its withdrawal', () => {
    expect(given(shiftedOn('2025-05-01')).when(take, dated('2025-04-01'))).toHaveLength(1);
    expect(given(withdrawnOn('2025-05-01')).when(take)).toHaveLength(1);
    expect(given(withdrawnOn('2025-05-01'), takenOn('2025-06-01')).when(take, dated('2025-04-01'))).toHaveLength(1);
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
