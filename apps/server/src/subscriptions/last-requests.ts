import { isDeepStrictEqual } from 'node:util';
import { LRUCache } from 'lru-cache';
import { type Clearance, dominates, type Ladder, narrower } from '#domain/marking.js';
import { type EventStore, Unavailable } from '#event-store/event-store.js';
import type { Caller } from '../access/caller.js';
import { Quota } from '../access/quota.js';
import { mayRead } from '../access/route-policy.js';
import type { SampledLog } from '../telemetry/sampled-log.js';
import type { OwnerNotes } from './owner-notes.js';
import { Sealer } from './sealer.js';

/** When somebody has sent the last authenticated request, in ms since 1970, and what they might see by it. */
export type LastRequest = Readonly<{
  at: number;
  /** Undefined: cleared for everything. */
  clearance?: Clearance | undefined;
  mayRead: boolean;
}>;

/** A subscription ends so long after the last authenticated request of its owner. */
export const LIFETIME_MS = 30 * 24 * 60 * 60 * 1_000;
/** The same is noted again after this: on EventStoreDB each note stays. */
const AGAIN_MS = 60 * 60 * 1_000;
/** How long an instance goes by what it knows of a person: another one may have noted more. */
const KNOWN_MS = 60_000;
const MOST_KNOWN = 10_000;
/** How often somebody may get a higher clearance than was noted, within a minute. A lower one is noted at once. */
const RAISED_PER_MINUTE = 30;

/**
 * The last authenticated request of each person who has subscribed to something, in a note beside the log. Of all others nothing is noted.
 * A program that fetches a feed is not its owner: that notes nothing either.
 */
export class LastRequests {
  private readonly known = new LRUCache<string, Readonly<{ last: LastRequest | undefined }>>({
    max: MOST_KNOWN,
    ttl: KNOWN_MS,
  });
  private readonly raises = new Quota(RAISED_PER_MINUTE);
  private readonly sealer: Sealer;

  constructor(
    secret: string,
    private readonly options: Readonly<{
      notes: Pick<EventStore, 'noteOf' | 'keepNote'>;
      owners: Pick<OwnerNotes, 'locatorOf' | 'change'>;
      ladder: Ladder;
      now: () => number;
      log: Pick<SampledLog, 'warn'>;
    }>,
  ) {
    this.sealer = new Sealer(secret, 'rapporteur last request');
  }

  /** What is noted, by this or another instance. @throws Unavailable */
  async of(locator: string): Promise<LastRequest | undefined> {
    const text = await this.options.notes.noteOf(noteKey(locator));
    const opened = text === undefined || text === NONE ? undefined : this.sealer.open(text, noteKey(locator));
    return opened === undefined ? undefined : (JSON.parse(opened.toString()) as LastRequest);
  }

  /** Hears of every authenticated request, before it is answered. Notes that cannot be used hold up nobody. */
  async hear(caller: Caller): Promise<void> {
    const locator = this.options.owners.locatorOf(caller.recorder);
    const known = this.known.get(locator);
    // Most people have no subscription.
    if (known !== undefined && known.last === undefined) return;
    try {
      const before = known === undefined ? await this.of(locator) : known.last;
      if (known === undefined) this.known.set(locator, { last: before });
      if (before !== undefined) await this.note(caller, locator, before);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      this.known.delete(locator);
      this.options.log.warn(
        { why: error.message },
        'Who has subscriptions cannot be noted now, so feeds go by what was noted before',
      );
    }
  }

  /** Somebody has made their first subscription. @throws Unavailable */
  async begin(caller: Caller): Promise<void> {
    await this.keep(this.options.owners.locatorOf(caller.recorder), this.lastOf(caller));
  }

  private async note(caller: Caller, locator: string, before: LastRequest): Promise<void> {
    const now = this.lastOf(caller);
    if (hasEnded(before, now.at)) return this.end(caller, locator);
    if (isSame(now, before)) return;
    const isTooOften = !this.isWithin(now.clearance, before.clearance) && this.raises.take(locator).requests < 0;
    const next = isTooOften ? { ...now, clearance: this.narrower(now.clearance, before.clearance) } : now;
    if (!isSame(next, before)) await this.keep(locator, next);
  }

  /** What has ended stays so, although its owner is back. */
  private async end(caller: Caller, locator: string): Promise<void> {
    await this.options.owners.change(caller.recorder, (owner) => ({ ...owner, feeds: [], webhooks: [] }));
    await this.options.notes.keepNote(noteKey(locator), NONE);
    this.known.set(locator, { last: undefined });
  }

  private async keep(locator: string, last: LastRequest): Promise<void> {
    // Requests that come meanwhile need not note the same.
    this.known.set(locator, { last });
    await this.options.notes.keepNote(
      noteKey(locator),
      this.sealer.seal(Buffer.from(JSON.stringify(last)), noteKey(locator)),
    );
  }

  private lastOf({ clearance, roles }: Caller): LastRequest {
    return { at: this.options.now(), ...(clearance && { clearance }), mayRead: mayRead(roles) };
  }

  private isWithin(one: Clearance | undefined, other: Clearance | undefined): boolean {
    return other === undefined || (one !== undefined && dominates(this.options.ladder, other, one));
  }

  private narrower(one: Clearance | undefined, other: Clearance | undefined): Clearance | undefined {
    return one === undefined || other === undefined ? (one ?? other) : narrower(this.options.ladder, one, other);
  }
}

const isSame = ({ at, ...rights }: LastRequest, { at: noted, ...rightsBefore }: LastRequest): boolean =>
  at - noted < AGAIN_MS && isDeepStrictEqual(rights, rightsBefore);

export const hasEnded = ({ at }: Pick<LastRequest, 'at'>, now: number): boolean => now - at > LIFETIME_MS;

const noteKey = (locator: string): string => `last-request-${locator}`;
const NONE = '-';
