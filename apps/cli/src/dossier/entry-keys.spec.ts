import { describe, expect, it } from '@jest/globals';
import { idOf } from './entry-keys.js';

describe('the id of a key', () => {
  it('is the same in every load, for ever', () => {
    expect(idOf('eu-china-rare-earths', 'talks')).toBe('a179e348-a179-5f46-81ca-f0979c4aa165');
  });
  it('is another in another dossier, and for another key', () => {
    expect(idOf('a', 'talks')).not.toBe(idOf('b', 'talks'));
    expect(idOf('a', 'b-c')).not.toBe(idOf('a-b', 'c'));
  });
});
