import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type NegotiationId, type Stream, streamOf, thingOf } from '#domain/ids.js';
import { callerOf } from '../access/caller.js';
import { CLEARANCE_MISSING, GRANT_MISSING, logDenial } from '../access/decision-log.js';
import { Grants } from '../access/grants.js';
import { ThingIndex } from '../access/thing-index.js';
import { Problem } from '../http/problem.js';
import type { About } from './replays.js';

/** Whether a caller may read the negotiation that a query is about. */
@Injectable()
export class ReadAuthorization {
  constructor(
    private readonly grants: Grants,
    private readonly things: ThingIndex,
  ) {}

  /** A denial is logged, and not shown to the caller: the answer is as if nothing were recorded, and takes as many reads of the log. */
  async admits(request: FastifyRequest, about: About): Promise<boolean> {
    const caller = callerOf(request);
    if (caller.everywhere && caller.clearance === undefined) return true;
    const stream = streamAbout(about);
    if (stream === undefined) return true;
    const place = await this.things.findFor(caller, stream);
    const { kind, id } = thingOf(stream);
    const negotiationId = place?.negotiationId ?? (kind === 'negotiation' ? id : undefined);
    if (negotiationId !== undefined && !this.grants.admits(caller, negotiationId)) {
      logDenial(request, GRANT_MISSING);
      return false;
    }
    // The views of their clearance do not contain it, so only the log has the reason.
    if (place !== undefined && !(await this.things.isVisible(caller, place))) logDenial(request, CLEARANCE_MISSING);
    return true;
  }

  /**
   * The negotiation, if the caller may know of it. The answer takes as long whether there is none, or one that is hidden. A denial is
   * logged, and not shown to the caller.
   */
  async find(request: FastifyRequest, negotiationId: NegotiationId) {
    const caller = callerOf(request);
    const thing = await this.things.findInLog(streamOf('negotiation', negotiationId));
    if (!this.grants.admits(caller, negotiationId)) {
      logDenial(request, GRANT_MISSING);
      return undefined;
    }
    if (thing === undefined || (await this.things.isVisible(caller, thing))) return thing;
    logDenial(request, CLEARANCE_MISSING);
    return undefined;
  }

  /** @throws Problem 404 for a negotiation that the caller may not know of, as if it were not recorded */
  async demand(request: FastifyRequest, negotiationId: NegotiationId) {
    const thing = await this.find(request, negotiationId);
    if (thing === undefined)
      throw new Problem(['negotiation-unknown', 404], 'No negotiation with this id is recorded.');
    return thing;
  }

  /** The negotiations that a caller may read; undefined: all of them. */
  among(request: FastifyRequest): readonly string[] | undefined {
    return this.grants.of(callerOf(request));
  }
}

/** The thing that a query is about; undefined if it is about all negotiations. */
const streamAbout = (about: About): Stream | undefined => {
  if ('among' in about) return undefined;
  return 'negotiationId' in about ? streamOf('negotiation', about.negotiationId) : streamOf(about.kind, about.id);
};
