import { describe, expect, it } from '@jest/globals';
import { OwnerNotes } from './owner-notes.js';
import { ana, SECRET, twoInstances } from './testing/two-instances.js';

describe('what somebody has subscribed to', () => {
  it('is read by the same secret alone, and only where it was written', async () => {
    const { owners, notes, locator } = twoInstances();
    await owners.change(ana().recorder, (owner) => ({ ...owner }));
    const [[key, text]] = [...notes] as [[string, string]];
    expect([key, text].join()).not.toContain('login.example');
    const store = { noteOf: async () => text, changeNote: async () => {} };
    expect(await new OwnerNotes(SECRET, store).of(locator)).toEqual({
      person: ana().recorder,
      feeds: [],
      webhooks: [],
    });
    expect(await new OwnerNotes(SECRET, store).of('00'.repeat(16))).toBeUndefined();
    expect(await new OwnerNotes('another secret of some length', store).of(locator)).toBeUndefined();
  });
});
