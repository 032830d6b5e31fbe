import { describe, expect, it } from '@jest/globals';
import { correctedTexts } from './corrected.js';

const AUTHORITIES = 'f411a6c1-08a7-543d-9c44-c1e6d2be2660';
const MINISTRY = 'f63ee1f4-3ac2-5cc5-933e-640fba1ae0b5';
const names = {
  [AUTHORITIES]: { kind: 'representative', label: 'Chinese authorities' },
  [MINISTRY]: { kind: 'representative', label: 'China’s Ministry of Commerce' },
};
const first = {
  occurredOn: '2025-10-0X',
  data: { title: 'Expansion', issuedById: AUTHORITIES, requires: 'A licence', provisions: [{ text: 'All' }] },
};

describe('what a correction changes', () => {
  it('is each text before and after, people and bodies by their names, and nothing that it leaves as it was', () => {
    const changes = { title: 'Widening', issuedById: MINISTRY, occurredOn: '2025-10-09', reference: 'No. 61' };
    expect(correctedTexts(first, changes, names)).toEqual([
      { key: '/title', before: 'Expansion', after: 'Widening' },
      { key: '/issuedById', before: 'Chinese authorities', after: 'China’s Ministry of Commerce' },
      { key: '/occurredOn', before: '2025-10-0X', after: '2025-10-09' },
      { key: '/reference', after: 'No. 61' },
    ]);
  });
  it('says what is gone', () => {
    expect(correctedTexts(first, { provisions: [], requires: null }, names)).toEqual([
      { key: '/provisions/0/text', before: 'All' },
      { key: '/requires', before: 'A licence' },
    ]);
  });
  it('says nothing of a thing whose name is not known', () => {
    expect(correctedTexts(first, { issuedById: MINISTRY }, {})).toEqual([]);
  });
});
