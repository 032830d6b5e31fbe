import { describe, expect, it } from '@jest/globals';
import { rebuiltPart } from './late.js';

describe('the part of the views that is rebuilt', () => {
  const code = 'read-model-rebuilding';
  it('is what the service says', () => {
    expect(rebuiltPart({ code, progress: { done: 62, total: 100 } })).toBe(0.62);
    expect(rebuiltPart({ code, progress: { done: 0, total: 0 } })).toBe(0);
  });
  it('is not known to who may not see everything', () => expect(rebuiltPart({ code })).toBe('unknown'));
  it('is none of another reason to wait', () => expect(rebuiltPart({ code: 'replay-in-progress' })).toBeUndefined());
});
