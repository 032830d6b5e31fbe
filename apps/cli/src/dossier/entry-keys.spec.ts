import { describe, expect, it } from '@jest/globals';
import { idOf } from './entry-keys.js';

describe('the id derived from a key', () => {
  it('is always the same', () => {
    expect(idOf({ dossier: 'eu-china-rare-earths' }, 'talks')).toBe('a179e348-a179-5f46-81ca-f0979c4aa165');
  });
  it('differs for another dossier, and for another key', () => {
    expect(idOf({ dossier: 'a' }, 'talks')).not.toBe(idOf({ dossier: 'b' }, 'talks'));
    expect(idOf({ dossier: 'a' }, 'b-c')).not.toBe(idOf({ dossier: 'a-b' }, 'c'));
  });
});
