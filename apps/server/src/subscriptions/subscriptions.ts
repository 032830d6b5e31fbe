import type { FastifyRequest } from 'fastify';
import { type Clearance, type Ladder, narrower } from '#domain/marking.js';
import type { Recorder } from '#domain/envelope.js';
import { withDeadline } from '#event-store/deadline.js';
import type { Caller } from '../access/caller.js';
import { type FeedForm, feedPath } from '../http/path-of.js';
import { Problem } from '../http/problem.js';
import { withNotes } from '../http/with-notes.js';
import type { FeedKeys } from './feed-keys.js';
import { hasEnded, type LastRequest, type LastRequests } from './last-requests.js';
import type { Feed, Owner, OwnerNotes } from './owner-notes.js';

/** How long a program that fetches a feed waits for the notes. */
const LOOK_MS = 2_000;

type Options = Readonly<{
  owners: OwnerNotes;
  lastRequests: LastRequests;
  keys: FeedKeys;
  ladder: Ladder;
  /** PUSH_CLEARANCE. */
  cap: Clearance;
  /** PUBLIC_URL. */
  publicUrl: string | undefined;
  hasLogin: boolean;
  now: () => number;
}>;

/** What people have subscribed to, and what their subscriptions may show. */
export class Subscriptions {
  constructor(private readonly options: Options) {}

  /** Those of the caller; empty if there are none. What has ended does not begin anew with this request. @throws Problem 503 */
  async of(caller: Caller, request: FastifyRequest): Promise<Owner> {
    const { owners, lastRequests } = this.options;
    const { recorder: person } = caller;
    return noted(request, async () => {
      // Each request does that when it comes, unless the notes were too slow then.
      await lastRequests.endIfOver(caller);
      return (await owners.of(owners.locatorOf(person))) ?? { person, feeds: [], webhooks: [] };
    });
  }

  locatorOf(person: Recorder): string {
    return this.options.owners.locatorOf(person);
  }

  /** The subscriptions of somebody, and as whom they read: undefined if they have ended. @throws Unavailable */
  async readerAt(locator: string): Promise<Readonly<{ owner: Owner; caller: Caller | undefined }> | undefined> {
    const owner = await this.options.owners.of(locator);
    return owner && { owner, caller: this.callerOf(owner, await this.options.lastRequests.of(locator)) };
  }

  /** `first`: what has to be there before it. @throws Problem 503, and what `change` throws */
  async change(
    caller: Caller,
    request: FastifyRequest,
    change: (owner: Owner) => Owner,
    first: () => Promise<void> = async () => {},
  ): Promise<void> {
    const { lastRequests, owners } = this.options;
    // What is refused leaves nothing behind.
    change(await this.of(caller, request));
    await noted(request, async () => {
      // First, so that there is no subscription of which nobody knows when it ends.
      await lastRequests.begin(caller);
      await first();
      await owners.change(caller.recorder, change);
    });
  }

  /** A new key for a feed of this person, and what is kept of it. */
  newKey(person: Recorder): Readonly<{ key: string; mac: string }> {
    const { keys, owners } = this.options;
    const key = keys.issue(owners.locatorOf(person));
    return { key, mac: keys.macOf(key) };
  }

  /** The address of a path for users: absolute, if it is known where the service is. */
  addressOf(path: string): string {
    return (this.options.publicUrl ?? '') + path;
  }

  /** What subscriptions of somebody with this clearance show. */
  capped(clearance: Clearance | undefined): Clearance {
    const { cap, ladder } = this.options;
    return clearance === undefined ? cap : narrower(ladder, clearance, cap);
  }

  isIssued(key: string): boolean {
    return this.options.keys.locatorIn(key) !== undefined;
  }

  /**
   * The owner of the feed with the key in the address, with what it may show. The same notes are looked for with each key, so that neither
   * the time nor a failure tells whether it was ever one. @throws Problem 404, 503
   */
  async callerByKey(request: FastifyRequest): Promise<Caller> {
    const { key = '' } = request.params as { key?: string };
    const { owners, keys, lastRequests } = this.options;
    const locator = keys.locatorIn(key) ?? keys.locatorOfNone(key);
    return noted(request, async () => {
      const [owner, last] = await withDeadline(LOOK_MS, () =>
        Promise.all([owners.of(locator), lastRequests.of(locator)]),
      );
      const feed = owner?.feeds.find(({ mac }) => keys.fits(key, mac));
      const isAsked = feed !== undefined && request.routeOptions.url === feedPath(formOf(feed));
      const caller = isAsked ? this.callerOf(owner!, last) : undefined;
      if (caller === undefined) throw unknownKey();
      return { ...caller, feed: askedIn(feed!) };
    });
  }

  /** As whom a subscription reads; undefined if it has ended. */
  private callerOf({ person }: Owner, last: LastRequest | undefined): Caller | undefined {
    const { now, hasLogin } = this.options;
    if (last === undefined || !last.mayRead || hasEnded(last, now())) return undefined;
    return {
      recorder: person,
      roles: ['reader'],
      clearance: this.capped(last.clearance),
      // A subscription of the time before there was a login has no grants.
      everywhere: !hasLogin,
    };
  }
}

/** A key opens the feed that it was given out for, and no other form. */
export const formOf = ({ form = 'calendar' }: Pick<Feed, 'form'>): FeedForm => form;

const askedIn = ({ id, negotiationId, kinds, language }: Feed): NonNullable<Caller['feed']> => ({
  id,
  negotiationId,
  kinds,
  language,
});

/** The same for a key that was never given and for one that has ended. */
const unknownKey = () =>
  new Problem(
    'feed-unknown',
    'No feed has this key. It has ended, has got another key, or there never was one. Its owner can make a new one.',
  );

/** Does work on the notes of subscriptions. @throws Problem 503 */
export const noted = <T>(request: FastifyRequest, work: () => Promise<T>): Promise<T> =>
  withNotes(request, 'Subscriptions can be neither read nor kept now. All else works. Try this again later.', work);
