import { createHmac, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { personKey } from '#domain/access.js';
import type { Kind } from '#domain/ids.js';
import type { Person, Recorder } from '#domain/envelope.js';
import type { EventStore } from '#event-store/event-store.js';
import type { FeedForm } from '../http/path-of.js';
import { derivedKey } from '../http/derived-key.js';
import { Sealer } from './sealer.js';
import type { Webhook } from './webhook-notes.js';

/**
 * What programs fetch by a key. `form`: absent from notes of the time when all were calendars. `kinds`: those of an activity feed. `mac`: of
 * the key. Instants are in ms since 1970.
 */
export type Feed = Readonly<{
  id: string;
  name?: string | undefined;
  negotiationId?: string | undefined;
  form?: FeedForm | undefined;
  kinds?: readonly Kind[] | undefined;
  language: string;
  madeAt: number;
  keyMadeAt: number;
  mac: string;
}>;

/** What somebody has subscribed to. */
export type Owner = Readonly<{ person: Recorder; feeds: readonly Feed[]; webhooks: readonly Webhook[] }>;

const MOST_LOCATORS = 10_000;

/**
 * The subscriptions of each person, in a note beside the log: they are no facts of the record. Its key is a MAC of the person and its
 * text is encrypted, so whoever sees the notes learns neither who has subscribed nor to what.
 */
export class OwnerNotes {
  private readonly key: KeyObject;
  private readonly sealer: Sealer;
  /** By the keys of persons, since every request asks for one. */
  private readonly locators = new LRUCache<string, string>({
    max: MOST_LOCATORS,
    memoMethod: (person) => createHmac('sha256', this.key).update(person).digest('hex').slice(0, 32),
  });

  constructor(
    secret: string,
    private readonly notes: Pick<EventStore, 'noteOf' | 'changeNote'>,
  ) {
    this.key = derivedKey(secret, 'rapporteur subscriptions');
    this.sealer = new Sealer(secret, 'rapporteur subscriptions note');
  }

  /** 16 bytes in hex, of which the keys of the notes of a person are made. */
  locatorOf(person: Person): string {
    return this.locators.memo(personKey(person));
  }

  /** Undefined also for a note that somebody else has written. @throws Unavailable */
  async of(locator: string): Promise<Owner | undefined> {
    const text = await this.notes.noteOf(noteKey(locator));
    return text === undefined ? undefined : this.ownerIn(text, locator);
  }

  /** @throws Unavailable, and what `change` throws */
  async change(person: Recorder, change: (owner: Owner) => Owner): Promise<void> {
    const locator = this.locatorOf(person);
    await this.notes.changeNote(noteKey(locator), (text) => {
      const before = (text === undefined ? undefined : this.ownerIn(text, locator)) ?? {
        person,
        feeds: [],
        webhooks: [],
      };
      const after = change(before);
      if (after === before) return undefined;
      return this.sealer.seal(Buffer.from(JSON.stringify(after)), noteKey(locator));
    });
  }

  private ownerIn(text: string, locator: string): Owner | undefined {
    const opened = this.sealer.open(text, noteKey(locator));
    return opened === undefined ? undefined : (JSON.parse(opened.toString()) as Owner);
  }
}

const noteKey = (locator: string): string => `subscriptions-${locator}`;
