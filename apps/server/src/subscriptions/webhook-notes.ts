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

/** A place in the log. `token`: a Consistency-Token. `entry`: of the event there: after a restore, another one may be at its place. */
export type Mark = Readonly<{ token: string; entry?: string | undefined }>;

/** How far the messages of a webhook have come. `isBegun`: those of the window of its mark, up to a negotiation, are sent, and the others are due. */
export type Progress = Mark &
  Readonly<{
    isBegun: boolean;
    /** Where they are sent. With another address, all that failed at this one is forgotten. */
    url: string;
    failing?: Failing | undefined;
    letters: readonly DeadLetter[];
    /** How many dead letters were dropped since there were too many. */
    dropped: number;
    deliveredAt?: number;
    /** The receiver wants no more. */
    isGone?: boolean;
    claim?: Readonly<{ by: string; until: number }>;
  }>;

/** The message that is due has failed so often. `isReset`: it says that the log is another one. */
export type Failing = Readonly<{ tries: number; since: number; nextAt: number; cause: string; isReset?: boolean }>;

/**
 * A message that was given up. Its mark: its window and negotiation, so that it can be made again for what its owner sees by then.
 * `isReset`: it says that the log is another one.
 */
export type DeadLetter = Mark &
  Readonly<{ id: string; tries: number; since: number; at: number; cause: string; isReset?: boolean }>;

/** How many webhooks each owner has, by locator. */
export type Counts = Readonly<Record<string, number>>;
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

  /** How many webhooks there are, by the locators of their owners. @throws Unavailable */
  async counts(): Promise<Counts> {
    return (await this.read<Counts>(OWNERS)) ?? {};
  }

  /** @throws Unavailable, and what `change` throws */
  async changeCounts(change: (counts: Counts) => Counts): Promise<void> {
    await this.change<Counts>(OWNERS, (counts = {}) => change(counts));
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

  /** What is kept of a webhook that has ended. @throws Unavailable */
  async forget(locator: string, id: string): Promise<void> {
    await this.notes.changeNote(noteKey(locator, id), (text) =>
      text === undefined || text === NONE ? undefined : NONE,
    );
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
const NONE = '-';
