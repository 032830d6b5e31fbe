import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { decode } from '#domain/decode.js';
import type { Metadata } from '#domain/envelope.js';
import { type Kind, type NegotiationId, streamOf, type Stream } from '#domain/ids.js';
import { type Ladder, type Marking, unmarked } from '#domain/marking.js';
import { isMarking, markingOf, openingMarking } from '#domain/record-marked.js';
import { EventStore, type StoredEvent } from '#event-store/event-store.js';
import { type Caller, callerOf } from './caller.js';
import { isCleared } from './cleared.js';
import { type Asker, CLEARANCE_MISSING, GRANT_MISSING, logRefusal } from './decision-log.js';
import { Grants } from './grants.js';
import { LADDER } from './ladder.js';
import { pathId } from '../http/path-id.js';
import { type FieldError, Problem } from '../http/problem.js';
import { LogFollower } from '../log/log-follower.js';
import type { Reference } from '../http/validation/references.js';

const MEMORY = 50_000;

/** Where a thing belongs, and how secret it is by itself: since the event with this revision, or a later one. */
type Place = Readonly<{ negotiationId: NegotiationId; marking: Marking; revision: number }>;
/** A reference to a thing that the caller may see, and how secret that is. */
export type Referred = Readonly<{ reference: Reference; marking: Marking }>;

/**
 * What is on record, in which negotiation, and how secret. Existence only grows: a remembered yes is final, a no is
 * looked up in the log. Markings change: whoever marks a thing, the end of the log tells of it here before anybody hears
 * that it was marked.
 */
@Injectable()
export class ThingIndex {
  private readonly known = new Map<Stream, Place>();
  /** How often all of that was forgotten. */
  private emptied = 0;

  constructor(
    private readonly store: EventStore,
    private readonly tail: LogFollower,
    private readonly grants: Grants,
    @Inject(LADDER) private readonly ladder: Ladder,
  ) {
    tail.onEvent((event) => this.hear(event));
  }

  private hear(event: StoredEvent) {
    const stream = event.stream as Stream;
    const { revision } = event;
    if (revision === 0) {
      const metadata = JSON.parse(event.metadata) as Metadata;
      const { negotiationId } = metadata;
      this.remember(stream, {
        negotiationId,
        marking: openingMarking({ stream, metadata }) ?? unmarked(this.ladder),
        revision,
      });
    } else if (isMarking(event)) {
      const decoded = decode(event);
      if (!isMarking(decoded)) return;
      const { data, metadata } = decoded;
      this.remember(stream, { negotiationId: metadata.negotiationId, marking: data.marking, revision });
    }
  }

  /** What was read may be newer than what the end of the log tells next, and older than what it told meanwhile. */
  private remember(stream: Stream, place: Place) {
    const known = this.known.get(stream);
    if (known !== undefined && known.revision >= place.revision) return;
    if (known === undefined && this.known.size >= MEMORY) {
      this.known.clear();
      this.emptied++;
    }
    this.known.set(stream, place);
  }

  /** Undefined where nothing is on record. */
  async placeOf(stream: Stream): Promise<Place | undefined> {
    for (;;) {
      const known = this.known.get(stream);
      if (known !== undefined) return known;
      const { emptied } = this;
      const history = (await this.store.readStream(stream)).map(decode);
      const [first] = history;
      if (first === undefined) return undefined;
      // It may have been marked while it was read, and that forgotten.
      if (emptied !== this.emptied) continue;
      const { negotiationId } = first.metadata;
      this.remember(stream, { negotiationId, marking: markingOf(this.ladder, history), revision: history.length - 1 });
    }
  }

  /** How secret a negotiation is; open to all where it is not on record. */
  async markingOfNegotiation(negotiationId: NegotiationId): Promise<Marking> {
    return (await this.placeOf(streamOf('negotiation', negotiationId)))?.marking ?? unmarked(this.ladder);
  }

  /** Whether a caller may know of a thing. Whoever may not know of a negotiation knows of nothing that belongs to it. */
  async isShown(
    caller: Caller,
    { marking, negotiationId }: Pick<Place, 'marking' | 'negotiationId'>,
  ): Promise<boolean> {
    if (caller.clearance === undefined) return true;
    return (
      isCleared(this.ladder, caller, marking) &&
      isCleared(this.ladder, caller, await this.markingOfNegotiation(negotiationId))
    );
  }

  /** The negotiation to which a new thing will belong, by the address. Grants are given by who need have none. @throws Problem 404 */
  async belonging(request: FastifyRequest, of: Kind): Promise<NegotiationId> {
    const kind = 'meetingId' in (request.params as object) ? 'meeting' : 'negotiation';
    const caller = callerOf(request);
    const place = await this.placeOf(streamOf(kind, pathId(request, `${kind}Id`)));
    if (place !== undefined) {
      const { negotiationId } = place;
      const isShown = await this.isShown(caller, place);
      if (isShown && (of === 'grant' || this.grants.admits(caller, negotiationId))) return negotiationId;
      logRefusal(request, isShown ? GRANT_MISSING : CLEARANCE_MISSING);
    }
    throw new Problem(404, `${kind}-unknown`, `No ${kind} with this id is recorded.`);
  }

  /**
   * The first of the ids that follow from what a thing is about under which nothing is hidden from the caller: what they
   * may not know of does not stand in the way of what they record.
   */
  async idFor(kind: Kind, nth: (place: readonly number[]) => string, caller: Caller): Promise<string> {
    for (let n = 0; ; n++) {
      const id = nth(n === 0 ? [] : [n]);
      const place = await this.placeOf(streamOf(kind, id));
      if (place === undefined || (await this.isShown(caller, place))) return id;
    }
  }

  /** @throws Problem 422 that points to each reference to something that is not on record in this negotiation, or hidden */
  async demand(
    references: readonly Reference[],
    negotiationId: NegotiationId,
    { caller, refused }: Asker,
  ): Promise<readonly Referred[]> {
    const { shown, hidden } = await this.among(references, negotiationId, caller);
    if (hidden.length > 0) refused(CLEARANCE_MISSING);
    if (shown.length === references.length) return shown;
    const known = new Set(shown.map(({ reference }) => reference));
    const errors = references
      .filter((reference) => !known.has(reference))
      .map(({ kind, id, pointer }): FieldError => ({
        pointer,
        code: `${kind}-unknown`,
        detail: `No ${kind} ${id} is recorded in this negotiation. Record it first.`,
      }));
    throw new Problem(422, errors[0]!.code, errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(' '), {
      errors,
    });
  }

  /** Which references are to what is on record in a negotiation: what the caller may know of, and what they may not. */
  async among(
    references: readonly Reference[],
    negotiationId: NegotiationId,
    caller: Caller,
  ): Promise<Readonly<{ shown: readonly Referred[]; hidden: readonly Referred[] }>> {
    const [shown, hidden]: [Referred[], Referred[]] = [[], []];
    for (const reference of references) {
      const { kind, id } = reference;
      const stream = kind === 'event' ? await this.tail.streamOfEvent(id) : streamOf(kind, id);
      // Most are remembered, and need no turn of the event loop.
      const place = stream && (this.known.get(stream) ?? (await this.placeOf(stream)));
      if (place?.negotiationId !== negotiationId) continue;
      const { marking } = place;
      (isCleared(this.ladder, caller, marking) ? shown : hidden).push({ reference, marking });
    }
    return { shown, hidden };
  }
}
