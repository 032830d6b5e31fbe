import { Inject, Injectable } from '@nestjs/common';
import { decode } from '#domain/decode.js';
import type { Metadata } from '#domain/envelope.js';
import { type Kind, type NegotiationId, streamOf, type Stream } from '#domain/ids.js';
import { type Ladder, type Marking, unmarked } from '#domain/marking.js';
import { isMarking, markingOf, openingMarking } from '#domain/record-marked.js';
import { EventStore, type StoredEvent } from '#event-store/event-store.js';
import { type Caller, isCleared } from './caller.js';
import { CLEARANCE_MISSING, type Denial, GRANT_MISSING } from './decision-log.js';
import { Grants } from './grants.js';
import { LADDER } from './ladder.js';
import { LogFollower } from '../log/log-follower.js';
import type { Reference } from '../http/validation/references.js';

const MEMORY = 50_000;

/** Where a thing belongs, and how secret it is by itself: since the event with this revision, or a later one. */
type IndexedThing = Readonly<{ negotiationId: NegotiationId; marking: Marking; revision: number }>;
/** A reference to a thing that the caller may see, and how secret that is. */
export type ResolvedReference = Readonly<{ reference: Reference; marking: Marking }>;

/**
 * What is on record, in which negotiation, and how secret. Existence only grows: a remembered yes is final, a no is
 * looked up in the log. Markings change: whoever marks a thing, the end of the log tells of it here before anybody hears
 * that it was marked.
 */
@Injectable()
export class ThingIndex {
  private readonly known = new Map<Stream, IndexedThing>();
  /** How often all of that was forgotten. */
  private emptied = 0;

  constructor(
    private readonly store: EventStore,
    private readonly follower: LogFollower,
    private readonly grants: Grants,
    @Inject(LADDER) private readonly ladder: Ladder,
  ) {
    follower.onEvent((event) => this.hear(event));
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
  private remember(stream: Stream, thing: IndexedThing) {
    const known = this.known.get(stream);
    if (known !== undefined && known.revision >= thing.revision) return;
    if (known === undefined && this.known.size >= MEMORY) {
      this.known.clear();
      this.emptied++;
    }
    this.known.set(stream, thing);
  }

  /** Undefined where nothing is on record. */
  async find(stream: Stream): Promise<IndexedThing | undefined> {
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
    return (await this.find(streamOf('negotiation', negotiationId)))?.marking ?? unmarked(this.ladder);
  }

  /** Whether a caller may know of a thing. Whoever may not know of a negotiation knows of nothing that belongs to it. */
  async isVisible(
    caller: Caller,
    { marking, negotiationId }: Pick<IndexedThing, 'marking' | 'negotiationId'>,
  ): Promise<boolean> {
    if (caller.clearance === undefined) return true;
    return (
      isCleared(this.ladder, caller, marking) &&
      isCleared(this.ladder, caller, await this.markingOfNegotiation(negotiationId))
    );
  }

  /** Why a caller may not record something of this kind about a thing; undefined where they may. Grants need no grant. */
  async denialOf(
    caller: Caller,
    thing: Pick<IndexedThing, 'marking' | 'negotiationId'>,
    kind: Kind,
  ): Promise<Denial | undefined> {
    if (!(await this.isVisible(caller, thing))) return CLEARANCE_MISSING;
    return kind === 'grant' || this.grants.admits(caller, thing.negotiationId) ? undefined : GRANT_MISSING;
  }

  /** Which references are to what is on record in a negotiation: what the caller may know of, and what they may not. */
  async resolve(
    references: readonly Reference[],
    negotiationId: NegotiationId,
    caller: Caller,
  ): Promise<Readonly<{ visible: readonly ResolvedReference[]; hidden: readonly ResolvedReference[] }>> {
    const [visible, hidden]: [ResolvedReference[], ResolvedReference[]] = [[], []];
    for (const reference of references) {
      const { kind, id } = reference;
      const stream = kind === 'event' ? await this.follower.streamOfEvent(id) : streamOf(kind, id);
      // Most are remembered, and need no turn of the event loop.
      const thing = stream && (this.known.get(stream) ?? (await this.find(stream)));
      if (thing?.negotiationId !== negotiationId) continue;
      const { marking } = thing;
      (isCleared(this.ladder, caller, marking) ? visible : hidden).push({ reference, marking });
    }
    return { visible, hidden };
  }
}
