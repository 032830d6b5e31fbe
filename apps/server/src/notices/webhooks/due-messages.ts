import { Injectable } from '@nestjs/common';
import { personKey } from '#domain/access.js';
import type { Caller } from '../../access/caller.js';
import { Grants } from '../../access/grants.js';
import { ConsistencyTokens, type NoticePlace } from '../../http/consistency-token.js';
import { Problem } from '../../http/problem.js';
import { Clock } from '../../log/clock.js';
import { LogFollower } from '../../log/log-follower.js';
import { TokenPlaces } from '../../query/token-places.js';
import type { Progress, Webhook } from '../../subscriptions/webhook-notes.js';
import { NoticeFeed } from '../notice-feed.js';
import { type Notice, noticesFor } from '../window.js';
import { narrowed } from './filter.js';

/** How far a webhook has come. `isBegun`: the window is told up to its negotiation, and the rest is due. */
export type Place = Readonly<{ place: NoticePlace; isBegun: boolean }>;
/** The next message. `place`: what of its window was told before. */
export type Due = Readonly<{ place: NoticePlace; notice: Notice; isLast: boolean }>;

/** Finds what a webhook is to be told next, by what its owner may see now. */
@Injectable()
export class DueMessages {
  constructor(
    private readonly feed: NoticeFeed,
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
    const due = noticesFor(narrowed(window, webhook), reader).filter(
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

  tokenOf(place: NoticePlace): string {
    return this.tokens.issueForNotice(place, this.clock.at());
  }

  /** Undefined if its token names no place of this log. @throws Problem 503, Unavailable */
  async placeIn({ token, isBegun }: Pick<Progress, 'token' | 'isBegun'>): Promise<Place | undefined> {
    const place = await this.placeOf(token);
    return place && { place, isBegun };
  }

  /** Undefined for a token of another log, or of a later state than this log has. @throws Problem 503, Unavailable */
  async placeOf(token: string): Promise<NoticePlace | undefined> {
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
