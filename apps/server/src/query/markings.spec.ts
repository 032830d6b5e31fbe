import { describe, expect, it } from '@jest/globals';
import { Markings } from './markings.js';

describe('the last marking that an answer depends on', () => {
  const markings = new Markings();
  markings.hear({ negotiationId: 'talks', kind: 'meeting' }, 3);
  markings.hear({ negotiationId: 'talks', kind: 'statement' }, 5);
  markings.hear({ negotiationId: 'others', kind: 'negotiation' }, 8);

  it('is in its negotiation, or in those that the caller has, and in no other', () => {
    expect(markings.lastIn({ negotiationId: 'talks' })).toBe(5);
    expect(markings.lastIn({ negotiationId: 'elsewhere' })).toBe(-1);
    expect(markings.lastIn({ kinds: ['meeting'], among: ['elsewhere', 'talks'] })).toBe(3);
    expect(markings.lastIn({ kinds: ['meeting'], among: [] })).toBe(-1);
  });
  it('is of the kinds of thing that it shows, or of a negotiation, which applies to everything in it', () => {
    expect(markings.lastIn({ kinds: ['statement'], among: ['talks'] })).toBe(5);
    expect(markings.lastIn({ kinds: ['negotiation'], among: ['talks'] })).toBe(-1);
    expect(markings.lastIn({ kinds: ['statement'], among: ['talks', 'others'] })).toBe(8);
  });
  it('is any marking if the answer is about everything', () => {
    expect(markings.lastIn({ kinds: ['statement'] })).toBe(8);
    expect(markings.last).toBe(8);
  });
});
