import { describe, expect, it } from '@jest/globals';
import { changed } from './webhook-list.js';

describe('how many webhooks there are', () => {
  it('is counted for each owner, who is left out without any', () => {
    const one = changed({}, 'ana', 1, 3);
    expect(changed(one, 'ben', 2, 3)).toEqual({ ana: 1, ben: 2 });
    expect(changed(one, 'ana', 1, 3)).toBe(one);
    expect(changed({ ana: 1, ben: 2 }, 'ana', 0, 3)).toEqual({ ben: 2 });
  });

  it('is limited for all people, who may end some all the same', () => {
    expect(() => changed({ ana: 1, ben: 2 }, 'cas', 1, 3)).toThrow(
      expect.objectContaining({ status: 409, code: 'too-many-webhooks-in-all' }),
    );
    expect(changed({ ana: 1, ben: 9 }, 'ben', 8, 3)).toEqual({ ana: 1, ben: 8 });
  });
});
