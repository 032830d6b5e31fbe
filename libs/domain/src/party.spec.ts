import { describe, expect, it } from '@jest/globals';
import type { EventId } from './ids.js';
import { party } from './party.js';
import { on, scenario } from './testing.js';

const { given } = scenario(party);

const joined = {
  type: 'PartyJoined',
  data: {
    name: 'European Union',
    shortName: 'EU',
    kind: 'regional-organisation',
    role: 'principal',
    code: 'EU',
  },
} as const;
const left = { type: 'PartyLeft', data: { reason: 'It stays as an observer.' } } as const;
const refusal = (code: string) => expect.objectContaining({ refused: code });

describe('party', () => {
  it('joins with a name, a code and a role', () => {
    expect(given().when({ type: 'JoinParty', data: joined.data })).toEqual([joined]);
  });
  it('can join without a code', () => {
    const data = { name: 'A shippers’ association', kind: 'non-state', role: 'observer' } as const;
    expect(given().when({ type: 'JoinParty', data })).toEqual([{ type: 'PartyJoined', data }]);
  });
  it('cannot join twice', () => {
    expect(given(joined).when({ type: 'JoinParty', data: joined.data })).toEqual(refusal('party-already-recorded'));
  });
  it('must exist before it leaves', () => {
    expect(given().when({ type: 'LeaveParty', data: {} })).toEqual(refusal('party-unknown'));
  });

  it('leaves', () => {
    expect(given(joined).when({ type: 'LeaveParty', data: left.data })).toEqual([left]);
  });
  it('can leave on a day before its joining was learned', () => {
    const inMay = { ...left, circumstances: { occurredOn: on('2025-05-02') } };
    expect(given(joined, inMay).when({ type: 'LeaveParty', data: {} })).toEqual(refusal('party-left-already-recorded'));
  });
  it('cannot leave twice', () => {
    expect(given(joined, left).when({ type: 'LeaveParty', data: {} })).toEqual(refusal('party-left-already-recorded'));
  });
  it('can be reported as leaving twice if the second is another account of the first', () => {
    expect(given(joined, left).when({ type: 'LeaveParty', data: {} }, { reportOf: 'event-1' as EventId })).toHaveLength(
      1,
    );
  });
});
