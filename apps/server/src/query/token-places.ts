import { Injectable } from '@nestjs/common';
import { EventStore, type Position, Unavailable } from '#event-store/event-store.js';
import { ConsistencyTokens, type NoticePlace } from '../http/consistency-token.js';
import { LogFollower } from '../log/log-follower.js';
import { notYetProjected, PATIENCE } from './not-yet-projected.js';

/** The ordinals that Consistency-Tokens name. Who has appended names a position, whose ordinal is known once it was read. */
@Injectable()
export class TokenPlaces {
  constructor(
    private readonly tokens: ConsistencyTokens,
    private readonly store: EventStore,
    private readonly follower: LogFollower,
  ) {}

  /** The ordinal that a read must include: that of the event, or of a later one. @throws Problem 400, 409, 503 */
  async since(token: string): Promise<number> {
    const place = this.tokens.read(token);
    return place.position === undefined ? place.ordinal : this.reached(this.store.positionOf(place.position));
  }

  /**
   * The ordinal of the event itself, and when the token was issued, in ms since 1970. `notice`: of the id of a notice. `parameter`: the
   * one that has the token, if it is not in a header.
   * @throws Problem 400, 409, 503; Unavailable
   */
  async exact(
    token: string,
    parameter?: string,
  ): Promise<Readonly<{ ordinal: number; at: number; notice?: NoticePlace | undefined }>> {
    const place = this.tokens.read(token, parameter);
    if (place.position === undefined) return place;
    const position = this.store.positionOf(place.position);
    await this.reached(position);
    return { ordinal: await this.follower.placeOf(position), at: place.at };
  }

  private async reached(position: Position): Promise<number> {
    try {
      return await this.follower.ordinalOf(position, PATIENCE);
    } catch (error) {
      throw error instanceof Unavailable ? notYetProjected('token') : error;
    }
  }
}
