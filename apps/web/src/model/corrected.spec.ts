import { describe, expect, it } from '@jest/globals';
import { correctedValues } from './corrected.js';

const AUTHORITIES = 'f411a6c1-08a7-543d-9c44-c1e6d2be2660';
const MINISTRY = 'f63ee1f4-3ac2-5cc5-933e-640fba1ae0b5';
const names = {
  [AUTHORITIES]: { kind: 'representative', label: 'Chinese authorities' },
  [MINISTRY]: { kind: 'representative', label: 'China’s Ministry of Commerce' },
};
const text = (said: string) => ({ is: 'text', text: said });
const first = {
  occurredOn: '2025-10-0X',
  data: { title: 'Expansion', issuedById: AUTHORITIES, requires: 'A licence', provisions: [{ text: 'All' }] },
};

describe('what a correction changes', () => {
  it('is each value before and after, people and bodies by their names, and nothing that it leaves as it was', () => {
    const changes = { title: 'Widening', issuedById: MINISTRY, occurredOn: '2025-10-09', reference: 'No. 61' };
    expect(correctedValues(first, changes, names)).toEqual([
      { key: '/title', before: text('Expansion'), after: text('Widening') },
      { key: '/issuedById', before: text('Chinese authorities'), after: text('China’s Ministry of Commerce') },
      { key: '/occurredOn', before: text('2025-10-0X'), after: text('2025-10-09') },
      { key: '/reference', after: text('No. 61') },
    ]);
  });
  it('says what is gone', () => {
    expect(correctedValues(first, { provisions: [], requires: null }, names)).toEqual([
      { key: '/provisions/0/text', before: text('All') },
      { key: '/requires', before: text('A licence') },
    ]);
  });
  it('says that a name is hidden, also if one hidden name replaces another', () => {
    const unnamed = { is: 'unnamed' };
    expect(correctedValues(first, { issuedById: MINISTRY }, {})).toEqual([
      { key: '/issuedById', before: unnamed, after: unnamed },
    ]);
  });
  it('tells yes and no', () => {
    const held = { data: { isPublic: false, isBinding: true } };
    expect(correctedValues(held, { isPublic: true, isBinding: null, isFinal: false }, names)).toEqual([
      { key: '/isPublic', before: { is: 'no' }, after: { is: 'yes' } },
      { key: '/isBinding', before: { is: 'yes' } },
      { key: '/isFinal', after: { is: 'no' } },
    ]);
  });
  it('names what shares an id by both names', () => {
    const both = {
      [`party-${MINISTRY}`]: { kind: 'party', label: 'China' },
      [`representative-${MINISTRY}`]: { kind: 'representative', label: 'The ministry' },
    };
    expect(correctedValues({ data: {} }, { issuedById: MINISTRY }, both)).toEqual([
      { key: '/issuedById', after: text('China / The ministry') },
    ]);
  });
  it('is nothing if all reads as it was first recorded', () => {
    expect(correctedValues(first, { title: 'Expansion', issuedById: AUTHORITIES }, names)).toEqual([]);
  });
});
