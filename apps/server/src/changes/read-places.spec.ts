import { describe, expect, it } from '@jest/globals';
import type { Person } from '#domain/envelope.js';
import { ReadPlaces } from './read-places.js';

const ANA: Person = { issuer: 'https://login.example', subject: 'ana' };
const PLACE = { token: 'a-token', acknowledgedAt: '2025-10-28T17:05:00.000Z', leaf: 'ab'.repeat(32) };

/** Places on notes that are held in memory, and the only text that is kept. */
const onNotes = () => {
  const notes = new Map<string, string>();
  const noteOf = async (key: string) => notes.get(key);
  const keepNote = async (key: string, text: string) => void notes.set(key, text);
  const spoil = (text: string) => notes.set([...notes.keys()][0]!, text);
  return { places: new ReadPlaces('a secret of some length', { noteOf, keepNote }), notes, spoil };
};

describe('the note of a place', () => {
  it('is found by the person and the negotiation, and names neither', async () => {
    const { places, notes } = onNotes();
    await places.keep(ANA, 'talks', PLACE);
    expect(await places.of(ANA, 'talks')).toEqual(PLACE);
    expect(await places.of(ANA, 'other talks')).toBeUndefined();
    expect(await places.of({ ...ANA, subject: 'ben' }, 'talks')).toBeUndefined();
    expect(JSON.stringify([...notes])).not.toMatch(/ana|talks/);
  });

  it.each(['', 'not JSON', 'null', '7', '[]', '{}', '{"token":7,"acknowledgedAt":"","leaf":""}', '{"token":"a"}'])(
    'is none if it holds %j',
    async (text) => {
      const { places, spoil } = onNotes();
      await places.keep(ANA, 'talks', PLACE);
      spoil(text);
      expect(await places.of(ANA, 'talks')).toBeUndefined();
    },
  );
});
