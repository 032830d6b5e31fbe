import { describe, expect, it } from '@jest/globals';
import { citationOf } from './references.js';

const whole = (reference: string) => ({ reference, provisionId: '1', isWhole: true });

describe('provisions', () => {
  it('are cited by their instrument', () => expect(citationOf([whole('MOFCOM No. 18')])).toBe('MOFCOM No. 18'));
  it('say once what their numbers share, in the order of these', () => {
    expect(citationOf(['MOFCOM No. 58', 'MOFCOM No. 55', 'MOFCOM No. 6'].map(whole))).toBe('MOFCOM No. 6, 55, 58');
  });
  it('name the part of an instrument of which other parts stand differently', () => {
    const part = (provisionId: string) => ({ reference: 'MOFCOM No. 61', provisionId, isWhole: false });
    expect(citationOf([part('1-2'), part('1-1'), whole('MOFCOM No. 62')])).toBe('MOFCOM No. 61 (1-1, 1-2), 62');
  });
  it('are written out where they share nothing', () => {
    expect(citationOf([whole('Regulation 2025/1'), whole('MOFCOM No. 6')])).toBe('MOFCOM No. 6, Regulation 2025/1');
    expect(citationOf([whole('A boycott of wine')])).toBe('A boycott of wine');
  });
});
