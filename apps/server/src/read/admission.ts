import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { streamOf } from '#domain/ids.js';
import { callerOf } from '../access/caller.js';
import { GRANT_MISSING, logRefusal } from '../access/decisions.js';
import { Grants } from '../access/grants.js';
import { Existence } from '../record/existence.js';
import type { About } from './replays.js';

/** Whether a caller has the negotiation that a question is about. */
@Injectable()
export class Admission {
  constructor(
    private readonly grants: Grants,
    private readonly existence: Existence,
  ) {}

  /** A refusal is written down, and nothing else tells of it: who is not admitted is answered as if nothing were on record. */
  async admits(request: FastifyRequest, about: About): Promise<boolean> {
    const caller = callerOf(request);
    if (caller.everywhere) return true;
    const negotiationId = await this.negotiationOf(about);
    if (negotiationId === undefined || this.grants.admits(caller, negotiationId)) return true;
    logRefusal(request, GRANT_MISSING);
    return false;
  }

  /** The negotiations that a caller has; undefined where they have every one there is. */
  among(request: FastifyRequest): readonly string[] | undefined {
    return this.grants.of(callerOf(request));
  }

  /** None where it is about all of them, or about a thing that is not on record. */
  private async negotiationOf(about: About): Promise<string | undefined> {
    if ('negotiationId' in about) return about.negotiationId;
    if ('kinds' in about) return undefined;
    return about.kind === 'negotiation' ? about.id : this.existence.negotiationOf(streamOf(about.kind, about.id));
  }
}
