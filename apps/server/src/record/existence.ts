import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { decode } from '#domain/decode.js';
import { type Kind, type NegotiationId, streamOf, type Stream } from '#domain/ids.js';
import { EventStore } from '#event-store/event-store.js';
import { callerOf } from '../access/caller.js';
import { logRefusal } from '../access/decisions.js';
import { Grants } from '../access/grants.js';
import { pathId } from '../http/path-id.js';
import { type FieldError, Problem } from '../http/problem.js';
import { Tail } from '../log/tail.js';
import type { Reference } from './references.js';

const MEMORY = 50_000;

/** What is on record, and in which negotiation. Existence only grows: a remembered yes is final, a no is looked up in the log. */
@Injectable()
export class Existence {
  private readonly known = new Map<Stream, NegotiationId>();

  constructor(
    private readonly store: EventStore,
    private readonly tail: Tail,
    private readonly grants: Grants,
  ) {}

  grew(stream: Stream, negotiationId: NegotiationId) {
    if (this.known.size >= MEMORY) this.known.clear();
    this.known.set(stream, negotiationId);
  }

  async negotiationOf(stream: Stream | undefined): Promise<NegotiationId | undefined> {
    if (stream === undefined) return undefined;
    const known = this.known.get(stream);
    if (known !== undefined) return known;
    const [first] = await this.store.readStream(stream, { limit: 1 });
    if (first === undefined) return undefined;
    const { negotiationId } = decode(first).metadata;
    this.grew(stream, negotiationId);
    return negotiationId;
  }

  /** The negotiation to which a new thing will belong, by the address. Grants are given by who need have none. @throws Problem 404 */
  async belonging(request: FastifyRequest, of: Kind): Promise<NegotiationId> {
    const kind = 'meetingId' in (request.params as object) ? 'meeting' : 'negotiation';
    const negotiationId = await this.negotiationOf(streamOf(kind, pathId(request, `${kind}Id`)));
    if (negotiationId !== undefined) {
      if (of === 'grant' || this.grants.admits(callerOf(request), negotiationId)) return negotiationId;
      logRefusal(request, { status: 404, code: 'grant-missing', why: 'no grant for this negotiation' });
    }
    throw new Problem(404, `${kind}-unknown`, `No ${kind} with this id is recorded.`);
  }

  /** @throws Problem 422 that points to each reference to something that is not on record in this negotiation */
  async demand(references: readonly Reference[], negotiationId: NegotiationId): Promise<void> {
    const errors: FieldError[] = [];
    for (const { kind, id, pointer } of references) {
      const stream = kind === 'event' ? await this.tail.streamOfEvent(id) : streamOf(kind, id);
      // Most are remembered, and need no turn of the event loop.
      if (stream !== undefined && this.known.get(stream) === negotiationId) continue;
      if ((await this.negotiationOf(stream)) !== negotiationId)
        errors.push({
          pointer,
          code: `${kind}-unknown`,
          detail: `No ${kind} ${id} is recorded in this negotiation. Record it first.`,
        });
    }
    const [first] = errors;
    if (first)
      throw new Problem(422, first.code, errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(' '), {
        errors,
      });
  }
}
