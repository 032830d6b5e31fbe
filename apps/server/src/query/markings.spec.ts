import { describe, expect, it } from '@jest/globals';
import { Markings } from './markings.js';

describe('the last marking that an answer goes by', () => {
  const markings = new Markings();
  markings.hear({ negotiationId: 'talks', kind: 'meeting' }, 3);
  markings.hear({ negotiationId: 'talks', kind: 'statement' }, 5);
  markings.hear({ negotiationId: 'others', kind: 'negotiation' }, 8);

  it('is of its negotiation, or of those that the caller has, and of no other', () => {
    expect(markings.lastIn({ negotiationId: 'talks' })).toBe(5);
    expect(markings.lastIn({ negotiationId: 'elsewhere' })).toBe(-1);
    expect(markings.lastIn({ kinds: ['meeting'], among: ['elsewhere', 'talks'] })).toBe(3);
    expect(markings.lastIn({ kinds: ['meeting'], among: [] })).toBe(-1);
  });
  it('is of the kinds of thing that it shows, and of the negotiations, which take those along', () => {
    expect(markings.lastIn({ kinds: ['statement'], among: ['talks'] })).toBe(5);
    expect(markings.lastIn({ kinds: ['negotiation'], among: ['talks'] })).toBe(-1);
    expect(markings.lastIn({ kinds: ['statement'], among: ['talks', 'others'] })).toBe(8);
  });
  it('is any of them where it is about all that there is', () => {
    expect(markings.lastIn({ kinds: ['statement'] })).toBe(8);
    expect(markings.last).toBe(8);
  });
});
