import { createHmac, type KeyObject } from 'node:crypto';
import { personKey } from '#domain/access.js';
import type { Person } from '#domain/envelope.js';
import type { EventStore } from '#event-store/event-store.js';
import { derivedKey } from '../http/derived-key.js';

/**
 * Up to where somebody has read: the Consistency-Token of an answer that they were given, and when they said so. `leaf`: that of the last
 * event of the place in the ledger, in hex. A log that was restored and has grown again has another one there.
 */
export type ReadPlace = Readonly<{ token: string; acknowledgedAt: string; leaf: string }>;

/**
 * Up to where each reader has read each negotiation. It is kept as a note beside the log, and not in it: that somebody reads is no fact of the
 * record. The key of a note is a MAC and its token is encrypted, so whoever sees the notes learns neither who reads nor what.
 */
export class ReadPlaces {
  private readonly key: KeyObject;

  constructor(
    secret: string,
    private readonly notes: Pick<EventStore, 'noteOf' | 'keepNote'>,
  ) {
    this.key = derivedKey(secret, 'rapporteur read to here');
  }

  /** Undefined also for a note that holds no place. @throws Unavailable */
  async of(person: Person, negotiationId: string): Promise<ReadPlace | undefined> {
    const text = await this.notes.noteOf(this.noteKey(person, negotiationId));
    return text === undefined ? undefined : placeIn(text);
  }

  /** @throws Unavailable */
  keep(person: Person, negotiationId: string, { token, acknowledgedAt, leaf }: ReadPlace): Promise<void> {
    return this.notes.keepNote(this.noteKey(person, negotiationId), JSON.stringify({ token, acknowledgedAt, leaf }));
  }

  private noteKey(person: Person, negotiationId: string): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([personKey(person), negotiationId]))
      .digest('hex');
  }
}

const placeIn = (note: string): ReadPlace | undefined => {
  let found: unknown;
  try {
    found = JSON.parse(note);
  } catch {
    return undefined; // somebody else has written it
  }
  const { token, acknowledgedAt, leaf } = (found ?? {}) as Partial<Record<keyof ReadPlace, unknown>>;
  if (typeof token !== 'string' || typeof acknowledgedAt !== 'string' || typeof leaf !== 'string') return undefined;
  return { token, acknowledgedAt, leaf };
};
