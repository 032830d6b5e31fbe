import { describe, expect, it } from '@jest/globals';
import type { EventId, PartyId, RepresentativeId } from './ids.js';
import { representative } from './representative.js';
import { scenario } from './testing.js';

const { given } = scenario(representative);

const named = {
  type: 'RepresentativeNamed',
  data: {
    name: 'Olof Gill',
    kind: 'person',
    partyId: 'eu' as PartyId,
    post: 'Spokesperson for trade',
    speaksForId: 'sefcovic' as RepresentativeId,
  },
} as const;
const stoodDown = { type: 'RepresentativeStoodDown', data: { reason: 'A new Commission took office.' } } as const;
const refusal = (code: string) => expect.objectContaining({ refused: code });

describe('representative', () => {
  it('can be named with a party, a post and the person that a spokesperson speaks for', () => {
    expect(given().when({ type: 'NameRepresentative', data: named.data })).toEqual([named]);
  });
  it('can be a body without a known party', () => {
    const data = { name: 'Brussels', kind: 'body' } as const;
    expect(given().when({ type: 'NameRepresentative', data })).toEqual([{ type: 'RepresentativeNamed', data }]);
  });
  it('cannot be named twice', () => {
    expect(given(named).when({ type: 'NameRepresentative', data: named.data })).toEqual(
      refusal('representative-already-recorded'),
    );
  });
  it('must exist before standing down', () => {
    expect(given().when({ type: 'StandDownRepresentative', data: {} })).toEqual(refusal('representative-unknown'));
  });

  it('can stand down', () => {
    expect(given(named).when({ type: 'StandDownRepresentative', data: stoodDown.data })).toEqual([stoodDown]);
  });
  it('cannot stand down twice', () => {
    expect(given(named, stoodDown).when({ type: 'StandDownRepresentative', data: {} })).toEqual(
      refusal('representative-stood-down-already-recorded'),
    );
  });
  it('can stand down again if the first report of it was voided', () => {
    const voided = { type: 'RecordVoided', data: { eventId: 'event-1' as EventId, reason: 'a namesake' } } as const;
    expect(given(named, stoodDown, voided).when({ type: 'StandDownRepresentative', data: {} })).toHaveLength(1);
  });
});
