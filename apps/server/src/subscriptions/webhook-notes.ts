import type { Kind } from '#domain/ids.js';
import type { EventStore } from '#event-store/event-store.js';
import { Sealer } from './sealer.js';

/** Messages that are sent to an address. `secret`: its bytes, in base64. Instants are in ms since 1970. */
export type Webhook = Readonly<{
  id: string;
  name?: string | undefined;
  url: string;
  negotiationId?: string | undefined;
  /** Undefined: all. */
  kinds?: readonly Kind[] | undefined;
  /** Whether corrections and voidings alone are told. */
  corrections: boolean;
  madeAt: number;
  secret: string;
  secretMadeAt: number;
}>;

/**
 * How far the messages of a webhook have come. `token`: a Consistency-Token. `isBegun`: those of the window that it names, up to a
 * negotiation, are sent, and the others are due.
 */
export type Progress = Readonly<{
  token: string;
  isBegun: boolean;
  failing?: Failing | undefined;
  letters: readonly DeadLetter[];
  /** How many dead letters were dropped since there were too many. */
  dropped: number;
  deliveredAt?: number;
  /** The receiver wants no more. */
  isGone?: boolean;
  claim?: Readonly<{ by: string; until: number }>;
}>;

/** The message that is due has failed so often. */
export type Failing = Readonly<{ tries: number; since: number; nextAt: number; cause: string }>;

/** A message that was given up. `token`: its window and negotiation, so that it can be made again for what its owner sees by then. */
export type DeadLetter = Readonly<{
  id: string;
  token: string;
  tries: number;
  since: number;
  at: number;
  cause: string;
}>;

type Notes = Pick<EventStore, 'noteOf' | 'changeNote'>;

/** The progress of each webhook, and who has webhooks, in notes beside the log. */
export class WebhookNotes {
  private readonly sealer: Sealer;

  constructor(
    secret: string,
    private readonly notes: Notes,
  ) {
    this.sealer = new Sealer(secret, 'rapporteur webhooks');
  }

  /** The locators of all who have webhooks. @throws Unavailable */
  async owners(): Promise<readonly string[]> {
    return (await this.read<readonly string[]>(OWNERS)) ?? [];
  }

  /** @throws Unavailable */
  async changeOwners(change: (locators: readonly string[]) => readonly string[]): Promise<void> {
    await this.change<readonly string[]>(OWNERS, (locators = []) => change(locators));
  }

  /** @throws Unavailable */
  async progressOf(locator: string, id: string): Promise<Progress | undefined> {
    return this.read<Progress>(noteKey(locator, id));
  }

  /** `change` gives undefined for what stays as it is. @throws Unavailable, and what `change` throws */
  async changeProgress(
    locator: string,
    id: string,
    change: (progress: Progress | undefined) => Progress | undefined,
  ): Promise<void> {
    await this.change<Progress>(noteKey(locator, id), change);
  }

  private async read<T>(key: string): Promise<T | undefined> {
    const text = await this.notes.noteOf(key);
    return text === undefined ? undefined : this.opened<T>(text, key);
  }

  private async change<T>(key: string, change: (before: T | undefined) => T | undefined): Promise<void> {
    await this.notes.changeNote(key, (text) => {
      const before = text === undefined ? undefined : this.opened<T>(text, key);
      const after = change(before);
      return after === undefined || after === before
        ? undefined
        : this.sealer.seal(Buffer.from(JSON.stringify(after)), key);
    });
  }

  private opened<T>(text: string, key: string): T | undefined {
    const opened = this.sealer.open(text, key);
    return opened === undefined ? undefined : (JSON.parse(opened.toString()) as T);
  }
}

const OWNERS = 'webhook-owners';
const noteKey = (locator: string, id: string): string => `webhook-${locator}-${id}`;
