import { isDeepStrictEqual } from 'node:util';
import { LRUCache } from 'lru-cache';
import { type Clearance, dominates, type Ladder, narrower } from '#domain/marking.js';
import { withDeadline } from '#event-store/deadline.js';
import { type EventStore, Unavailable } from '#event-store/event-store.js';
import type { Caller } from '../access/caller.js';
import { Quota } from '../access/quota.js';
import { mayRead } from '../access/route-policy.js';
import type { SampledLog } from '../telemetry/sampled-log.js';
import type { Feed, Owner, OwnerNotes } from './owner-notes.js';
import { Sealer } from './sealer.js';
import type { Webhook } from './webhook-notes.js';

/** When somebody has sent the last authenticated request, in ms since 1970, and what they might see by it. */
export type LastRequest = Readonly<{
  at: number;
  /** Undefined: cleared for everything. */
  clearance?: Clearance | undefined;
  mayRead: boolean;
}>;

/** A subscription ends so long after the last authenticated request of its owner. */
export const LIFETIME_MS = 30 * 24 * 60 * 60 * 1_000;
/** The same is noted again after this: on EventStoreDB each note stays. What is noted so far ahead was noted by a wrong clock. */
const AGAIN_MS = 60 * 60 * 1_000;
/** How long an instance goes by what it has read of somebody with subscriptions, and of somebody without: another one may have noted more. */
const [FRESH_MS, NONE_MS] = [1_000, 60_000];
/** How long a request waits for the notes, and how long none waits for them after they could not be used. */
const [LOOK_MS, DOWN_MS] = [500, 5_000];
const SETTLE_MS = 1_000;
const MOST_KNOWN = 10_000;
/** How often somebody may get a higher clearance than was noted, within a minute. A lower one is noted at once. */
const RAISED_PER_MINUTE = 30;

type Options = Readonly<{
  notes: Pick<EventStore, 'noteOf' | 'keepNote' | 'changeNote'>;
  owners: Pick<OwnerNotes, 'locatorOf' | 'of' | 'change'>;
  ladder: Ladder;
  now: () => number;
  /** A clock that only runs on, in ms. */
  ticks?: () => number;
  log: Pick<SampledLog, 'warn'>;
}>;
const NOT_NOTED =
  'The last requests of people with subscriptions cannot be noted now. Here, feeds show no more than these allow; other instances go by what was noted before';
type Known = Readonly<{ last: LastRequest | undefined; readAt: number }>;
type Heard = Readonly<{ caller: Caller; last: LastRequest }>;

/**
 * The last authenticated request of each person who has subscribed to something, in a note beside the log. Of all others nothing is noted.
 * A program that fetches a feed is not its owner: that notes nothing either.
 *
 * Each request is held against a note that was read after it: before it is answered if its owner has subscriptions, and otherwise within a
 * minute. Until then it is kept here, and this instance shows no more than both allow.
 */
export class LastRequests {
  private readonly known = new LRUCache<string, Known>({ max: MOST_KNOWN });
  /** The last requests that are not held against a note yet. */
  private readonly waiting = new LRUCache<string, Heard>({ max: MOST_KNOWN });
  private readonly turns = new Map<string, Promise<void>>();
  private readonly raises = new Quota(RAISED_PER_MINUTE);
  private readonly sealer: Sealer;
  private readonly timer = setInterval(() => void this.settle(), SETTLE_MS).unref();
  private isSettling = false;
  private downUntil = -Infinity;

  constructor(
    secret: string,
    private readonly options: Options,
  ) {
    this.sealer = new Sealer(secret, 'rapporteur last request');
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** What is noted, by this or another instance, and no more than was heard since. @throws Unavailable */
  async of(locator: string): Promise<LastRequest | undefined> {
    const noted = await this.read(locator);
    const heard = this.waiting.get(locator)?.last;
    return noted === undefined || heard === undefined ? noted : this.both(noted, heard);
  }

  /** Hears of every authenticated request, before it is answered. Notes that cannot be used hold up nobody for long. */
  async hear(caller: Caller): Promise<void> {
    const locator = this.options.owners.locatorOf(caller.recorder);
    const heard = { caller, last: this.lastOf(caller) };
    this.waiting.set(locator, heard);
    if (this.isDown || this.isKnown(locator, heard)) return;
    await this.inTurn(locator, () => this.compare(locator, heard, true));
  }

  /** Holds those that wait against the notes, once these are usable and what is known is no longer fresh. */
  async settle(): Promise<void> {
    if (this.isSettling) return;
    this.isSettling = true;
    try {
      const due = [...this.waiting.entries()].filter(([locator, heard]) => !this.isKnown(locator, heard));
      for (const [locator, heard] of due)
        if (!this.isDown) await this.inTurn(locator, () => this.compare(locator, heard, false));
    } catch (error) {
      this.options.log.warn({ err: error }, 'The last requests of people with subscriptions cannot be noted');
    } finally {
      this.isSettling = false;
    }
  }

  /** Somebody makes a subscription, or changes one. @throws Unavailable */
  async begin(caller: Caller): Promise<void> {
    const locator = this.options.owners.locatorOf(caller.recorder);
    await this.keep(locator, this.lastOf(caller));
    this.waiting.delete(locator);
  }

  /**
   * What has ended stays so, although its owner is back. What begins on another instance meanwhile goes on. A subscription is noted after the
   * request that it begins with. So if a subscription is noted, and then no such request is found, it has ended. @throws Unavailable
   */
  async endIfOver({ recorder }: Caller): Promise<void> {
    const { owners, notes, now } = this.options;
    const locator = owners.locatorOf(recorder);
    const had = await owners.of(locator);
    const text = await notes.noteOf(noteKey(locator));
    const last = this.lastIn(text, locator);
    if (last !== undefined && !isOver(last, now())) return;
    if (had !== undefined) await owners.change(recorder, (owner) => without(owner, had));
    if (last === undefined) return;
    let isNoted = false;
    await notes.changeNote(noteKey(locator), (noted) => {
      isNoted = noted === text;
      return isNoted ? NONE : undefined;
    });
    if (isNoted) this.known.set(locator, { last: undefined, readAt: this.ticks() });
  }

  /** Whether a look would tell nothing new: it was made a moment ago, and this request asks for no other note. */
  private isKnown(locator: string, { last }: Heard): boolean {
    const known = this.known.get(locator);
    if (known === undefined) return false;
    if (known.last === undefined) return this.ticks() - known.readAt < NONE_MS;
    return this.ticks() - known.readAt < FRESH_MS && isSame(last, known.last);
  }

  /** `mayRaise`: not for a request of some time ago, since a later one may have been heard elsewhere. */
  private async compare(locator: string, heard: Heard, mayRaise: boolean): Promise<void> {
    if (this.isDown || this.isKnown(locator, heard)) return;
    const before = await this.read(locator);
    this.known.set(locator, { last: before, readAt: this.ticks() });
    if (before !== undefined) await this.note(heard, locator, before, mayRaise);
    if (this.waiting.peek(locator) === heard) this.waiting.delete(locator);
  }

  private async note(heard: Heard, locator: string, before: LastRequest, mayRaise: boolean): Promise<void> {
    const now = heard.last;
    if (isOver(before, now.at)) return this.endIfOver(heard.caller);
    if (isSame(now, before)) return;
    const isRaised = !this.isWithin(now.clearance, before.clearance);
    const mayBeAll = mayRaise && (!isRaised || this.raises.take(locator).requests >= 0);
    const next = mayBeAll ? now : { ...this.both(now, before), at: now.at };
    if (!isSame(next, before)) await this.keep(locator, next);
  }

  private async keep(locator: string, last: LastRequest): Promise<void> {
    const text = this.sealer.seal(Buffer.from(JSON.stringify(last)), noteKey(locator));
    await this.options.notes.keepNote(noteKey(locator), text);
    this.known.set(locator, { last, readAt: this.ticks() });
  }

  private async read(locator: string): Promise<LastRequest | undefined> {
    return this.lastIn(await this.options.notes.noteOf(noteKey(locator)), locator);
  }

  private lastIn(text: string | undefined, locator: string): LastRequest | undefined {
    const opened = text === undefined || text === NONE ? undefined : this.sealer.open(text, noteKey(locator));
    return opened === undefined ? undefined : (JSON.parse(opened.toString()) as LastRequest);
  }

  /** The requests of a person one after the other, so that the last one is what is noted, and one look serves many. */
  private async inTurn(locator: string, work: () => Promise<void>): Promise<void> {
    const next = async () => {
      try {
        await withDeadline(LOOK_MS, work);
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        this.downUntil = this.ticks() + DOWN_MS;
        this.options.log.warn({ why: error.message }, NOT_NOTED);
      }
    };
    const turn = (this.turns.get(locator) ?? Promise.resolve()).then(next, next);
    this.turns.set(locator, turn);
    try {
      await turn;
    } finally {
      if (this.turns.get(locator) === turn) this.turns.delete(locator);
    }
  }

  private get isDown(): boolean {
    return this.ticks() < this.downUntil;
  }

  private ticks(): number {
    return (this.options.ticks ?? (() => performance.now()))();
  }

  private lastOf({ clearance, roles }: Caller): LastRequest {
    return { at: this.options.now(), ...(clearance && { clearance }), mayRead: mayRead(roles) };
  }

  private isWithin(one: Clearance | undefined, other: Clearance | undefined): boolean {
    return other === undefined || (one !== undefined && dominates(this.options.ladder, other, one));
  }

  /** What both allow, as of the first one. */
  private both({ at, clearance: one, mayRead: mayOne }: LastRequest, other: LastRequest): LastRequest {
    const clearance =
      one === undefined || other.clearance === undefined
        ? (one ?? other.clearance)
        : narrower(this.options.ladder, one, other.clearance);
    return { at, ...(clearance && { clearance }), mayRead: mayOne && other.mayRead };
  }
}

/** What somebody has but for what they had. The same object if that is nothing. */
const without = (owner: Owner, had: Owner): Owner => {
  const ended = [...had.feeds, ...had.webhooks];
  // Its id may have been used again meanwhile.
  const goesOn = (one: Feed | Webhook) => !ended.some((other) => isDeepStrictEqual(other, one));
  const [feeds, webhooks] = [owner.feeds.filter(goesOn), owner.webhooks.filter(goesOn)];
  const isAll = feeds.length === owner.feeds.length && webhooks.length === owner.webhooks.length;
  return isAll ? owner : { ...owner, feeds, webhooks };
};

const isSame = ({ at, ...rights }: LastRequest, { at: noted, ...rightsBefore }: LastRequest): boolean =>
  Math.abs(at - noted) < AGAIN_MS && isDeepStrictEqual(rights, rightsBefore);

const isOver = ({ at }: Pick<LastRequest, 'at'>, now: number): boolean => now - at > LIFETIME_MS;

/** What a clock that was ahead has noted counts for nothing, until its owner is heard of again. */
export const hasEnded = (last: Pick<LastRequest, 'at'>, now: number): boolean =>
  isOver(last, now) || last.at - now > AGAIN_MS;

const noteKey = (locator: string): string => `last-request-${locator}`;
const NONE = '-';
