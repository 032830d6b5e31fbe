import { Injectable } from '@nestjs/common';
import { personKey } from '#domain/access.js';
import { LogIndex, NotIndexed } from '#read-models/log-index/log-index.js';
import { placeAt } from '#read-models/log-index/queries.js';
import type { Caller } from '../../access/caller.js';
import { Grants } from '../../access/grants.js';
import { ConsistencyTokens, type NoticePlace } from '../../http/consistency-token.js';
import { Problem } from '../../http/problem.js';
import { Clock } from '../../log/clock.js';
import { LogFollower } from '../../log/log-follower.js';
import { TokenPlaces } from '../../query/token-places.js';
import type { Mark, Progress, Webhook } from '../../subscriptions/webhook-notes.js';
import { NoticeFeed } from '../notice-feed.js';
import { type Notice, noticesFor } from '../window.js';
import { askedBy } from './filter.js';

/** How long the index may take to have an event of which a webhook was told. */
const INDEX_MS = 3_000;

/** How far a webhook has come. `isBegun`: the window is told up to its negotiation, and the rest is due. */
export type Place = Readonly<{ place: NoticePlace; isBegun: boolean }>;
/** The next message. `place`: what of its window was told before. */
export type Due = Readonly<{ place: NoticePlace; notice: Notice; isLast: boolean }>;

/** Finds what a webhook is to be told next, by what its owner may see now. */
@Injectable()
export class DueMessages {
  constructor(
    private readonly feed: NoticeFeed,
    private readonly index: LogIndex,
    private readonly follower: LogFollower,
    private readonly places: TokenPlaces,
    private readonly tokens: ConsistencyTokens,
    private readonly grants: Grants,
    private readonly clock: Clock,
  ) {}

  /** The next message; or up to where there is none; undefined if that is not known at the moment. @throws NotIndexed */
  async next(
    webhook: Webhook,
    caller: Caller,
    { place, isBegun }: Place,
  ): Promise<Due | Readonly<{ upTo: number }> | undefined> {
    const range = isBegun ? { after: place.after, upTo: place.upTo } : { after: place.upTo };
    const reader = {
      person: personKey(caller.recorder),
      // Who has access to what is not told without a token.
      seesGrants: false,
      admits: (negotiationId: string) => this.grants.admits(caller, negotiationId),
    };
    const window = await this.feed.windowFor(reader.person, caller.clearance, range);
    if (window === undefined) return undefined;
    const told = isBegun ? place.negotiationId : undefined;
    const due = noticesFor(window, reader, askedBy(webhook)).filter(
      ({ negotiationId }) => negotiationId > (told ?? '') && (webhook.negotiationId ?? negotiationId) === negotiationId,
    );
    const { after, upTo } = window;
    const [notice] = due;
    if (notice === undefined) return { upTo };
    return { place: { after, upTo, negotiationId: told }, notice, isLast: due.length === 1 };
  }

  /** The end of the log. */
  get end(): NoticePlace {
    return upTo(this.follower.head);
  }

  /** @throws NotIndexed */
  markOf(place: NoticePlace): Mark {
    return { token: this.tokens.issueForNotice(place, this.clock.at()), entry: this.entryAt(place.upTo) };
  }

  /** Undefined if its mark names no place of this log. @throws Problem 503, Unavailable, NotIndexed */
  async placeIn({ isBegun, ...mark }: Mark & Pick<Progress, 'isBegun'>): Promise<Place | undefined> {
    const place = await this.placeOf(mark);
    return place && { place, isBegun };
  }

  /** Undefined for a mark of another log, or of another state than this log has. @throws Problem 503, Unavailable, NotIndexed */
  async placeOf({ token, entry }: Mark): Promise<NoticePlace | undefined> {
    const place = await this.placeByToken(token);
    if (place === undefined || entry === undefined) return place;
    if (!(await this.index.until(place.upTo, INDEX_MS))) throw new NotIndexed(this.index.size, this.follower.head + 1);
    return this.entryAt(place.upTo) === entry ? place : undefined;
  }

  /** Undefined before the first event, and where the index does not have it yet. @throws NotIndexed */
  private entryAt(ordinal: number): string | undefined {
    return this.index.read(undefined, (db) => placeAt(db, ordinal)?.entry.toString('base64url')).body;
  }

  private async placeByToken(token: string): Promise<NoticePlace | undefined> {
    try {
      const { notice } = await this.places.exact(token);
      // Another instance may have come further.
      if (notice !== undefined && notice.upTo > this.follower.head) await this.follower.upToDate();
      return notice !== undefined && notice.upTo <= this.follower.head ? notice : undefined;
    } catch (error) {
      if (!(error instanceof Problem) || error.status === 503) throw error;
      return undefined;
    }
  }
}

/** A window that was told as a whole. */
export const upTo = (ordinal: number): NoticePlace => ({ after: ordinal, upTo: ordinal, negotiationId: undefined });
