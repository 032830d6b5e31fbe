import { describe, expect, it } from '@jest/globals';
import { EVERYWHERE } from '#read-models/routes/scope.js';
import { Markings } from './markings.js';

describe('the last marking that an answer depends on', () => {
  const markings = new Markings();
  markings.hear('talks', 3);
  markings.hear('talks', 5);
  markings.hear('others', 8);

  it('is in its negotiation, or in those that the caller has, and in no other', () => {
    expect(markings.lastIn({ negotiationId: 'talks' })).toBe(5);
    expect(markings.lastIn({ negotiationId: 'elsewhere' })).toBe(-1);
    expect(markings.lastIn({ among: ['elsewhere', 'talks'] })).toBe(5);
    expect(markings.lastIn({ among: ['talks', 'others'] })).toBe(8);
    expect(markings.lastIn({ among: ['elsewhere'] })).toBe(-1);
    expect(markings.lastIn({ among: [] })).toBe(-1);
  });
  it('is any marking if the answer is about everything', () => {
    expect(markings.lastIn(EVERYWHERE)).toBe(8);
    expect(new Markings().lastIn(EVERYWHERE)).toBe(-1);
    expect(markings.last).toBe(8);
  });
});
