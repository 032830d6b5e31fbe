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
  it('is named with the party, the post and the one spoken for', () => {
    expect(given().when({ type: 'NameRepresentative', data: named.data })).toEqual([named]);
  });
  it('may be a body that speaks without a face, of no party that is known', () => {
    const data = { name: 'Brussels', kind: 'body' } as const;
    expect(given().when({ type: 'NameRepresentative', data })).toEqual([{ type: 'RepresentativeNamed', data }]);
  });
  it('is named once', () => {
    expect(given(named).when({ type: 'NameRepresentative', data: named.data })).toEqual(
      refusal('representative-already-recorded'),
    );
  });
  it('must be known before standing down', () => {
    expect(given().when({ type: 'StandDownRepresentative', data: {} })).toEqual(refusal('representative-unknown'));
  });

  it('stands down', () => {
    expect(given(named).when({ type: 'StandDownRepresentative', data: stoodDown.data })).toEqual([stoodDown]);
  });
  it('does not stand down twice', () => {
    expect(given(named, stoodDown).when({ type: 'StandDownRepresentative', data: {} })).toEqual(
      refusal('representative-stood-down-already-recorded'),
    );
  });
  it('stands down again where the first report of it was voided', () => {
    const voided = { type: 'RecordVoided', data: { eventId: 'event-1' as EventId, reason: 'a namesake' } } as const;
    expect(given(named, stoodDown, voided).when({ type: 'StandDownRepresentative', data: {} })).toHaveLength(1);
  });
});
