import { Inject, Injectable } from '@nestjs/common';
import { decode, UnknownEvent } from '#domain/decode.js';
import type { Metadata } from '#domain/envelope.js';
import { type Kind, type NegotiationId, streamOf, type Stream } from '#domain/ids.js';
import { type Ladder, type Marking, unmarked } from '#domain/marking.js';
import { isMarking, isMarkingType, markingOf, openingMarking } from '#domain/record-marked.js';
import { EventStore, type PlacedEvent, type StoredEvent } from '#event-store/event-store.js';
import { batchWriter } from './batch-context.js';
import { type Caller, isCleared } from './caller.js';
import { CLEARANCE_MISSING, type Denial, GRANT_MISSING } from './decision-log.js';
import { Grants } from './grants.js';
import { LADDER } from './ladder.js';
import { LogFollower } from '../log/log-follower.js';
import type { Reference } from '../http/validation/references.js';

const CACHE_SIZE = 50_000;

/** The negotiation and the own marking of a thing, as of the event with this revision or a later one. */
type IndexedThing = Readonly<{ negotiationId: NegotiationId; marking: Marking; revision: number }>;
/** A reference to a recorded thing, and the marking of the thing. */
export type ResolvedReference = Readonly<{ reference: Reference; marking: Marking }>;
export type ResolvedReferences = Readonly<Record<'visible' | 'hidden', readonly ResolvedReference[]>>;

/**
 * The recorded things with their negotiations and markings. Things are never removed: a cached thing stays valid, and a missing one is
 * looked up in the log. Markings change: the log follower reports a new marking here before the request that
 * marked the thing is acknowledged.
 */
@Injectable()
export class ThingIndex {
  private readonly unknown = new Map<Stream, UnknownEvent>();
  private readonly cached = new Map<Stream, IndexedThing>();
  /** How often the cache was cleared. */
  private clears = 0;

  constructor(
    private readonly store: EventStore,
    private readonly follower: LogFollower,
    private readonly grants: Grants,
    @Inject(LADDER) private readonly ladder: Ladder,
  ) {
    follower.onEvent((event) => this.apply(event));
  }

  /** A marking of a newer version of the service is unknown here: `find` then throws for its thing. */
  private apply(event: StoredEvent) {
    const stream = event.stream as Stream;
    try {
      const thing = this.thingAsOf(event);
      if (thing !== undefined) this.cache(stream, thing);
    } catch (error) {
      if (!(error instanceof UnknownEvent)) throw error;
      this.unknown.set(stream, error);
      this.cached.delete(stream);
    }
  }

  /** The thing as of an event that opens or marks it; undefined for any other event. @throws UnknownEvent */
  private thingAsOf(event: PlacedEvent): IndexedThing | undefined {
    const { revision } = event;
    if (revision === 0) {
      const stream = event.stream as Stream;
      const metadata = JSON.parse(event.metadata) as Metadata;
      const marking = openingMarking({ stream, metadata }) ?? unmarked(this.ladder);
      return { negotiationId: metadata.negotiationId, marking, revision };
    }
    if (!isMarkingType(event.type)) return undefined;
    const decoded = decode(event);
    if (!isMarking(decoded)) return undefined;
    const { data, metadata } = decoded;
    return { negotiationId: metadata.negotiationId, marking: data.marking, revision };
  }

  /** A thing that the same batch has opened or marked before, and that need not be in the log yet. */
  private pending(stream: Stream): IndexedThing | undefined {
    const event = batchWriter()
      ?.pendingOf(stream)
      .findLast(({ revision, type }) => revision === 0 || isMarkingType(type));
    return event && this.thingAsOf(event);
  }

  /** What was read from the log may be newer or older than what the follower reports. The higher revision wins. */
  private cache(stream: Stream, thing: IndexedThing) {
    const known = this.cached.get(stream);
    if (this.unknown.has(stream) || (known !== undefined && known.revision >= thing.revision)) return;
    if (known === undefined && this.cached.size >= CACHE_SIZE) {
      this.cached.clear();
      this.clears++;
    }
    this.cached.set(stream, thing);
  }

  /** Undefined if the stream is empty. @throws UnknownEvent if its marking is of a newer version */
  async find(stream: Stream): Promise<IndexedThing | undefined> {
    const unknown = this.unknown.get(stream);
    if (unknown !== undefined) throw unknown;
    for (;;) {
      const known = this.inMemory(stream);
      if (known !== undefined) return known;
      const { clears } = this;
      const stored = await this.store.readStream(stream);
      const [first] = stored;
      if (first === undefined) return undefined;
      // Of the other events, a newer version of the service may have recorded some that this one does not know.
      const history = stored.filter((event) => event === first || isMarkingType(event.type)).map(decode);
      // It may have been marked while it was read, and the cache cleared after that.
      if (clears !== this.clears) continue;
      const { negotiationId } = history[0]!.metadata;
      this.cache(stream, { negotiationId, marking: markingOf(this.ladder, history), revision: stored.length - 1 });
    }
  }

  /** As `find`, with one read of the log whether the thing is cached, is not, or does not exist: so time tells nothing of it. */
  async findInLog(stream: Stream): Promise<IndexedThing | undefined> {
    if (this.cached.has(stream)) await this.readForTime(stream);
    return this.find(stream);
  }

  /**
   * As `find`. What the caller may know of is in memory after the first time. For all else the log is read twice, each time: for the thing, and
   * for its negotiation, whose marking counts as well. So time does not tell whether it is hidden or does not exist. `recording`: the
   * kind of what is to be recorded about it.
   */
  async findFor(caller: Caller, stream: Stream, recording?: Kind): Promise<IndexedThing | undefined> {
    const known = this.inMemory(stream);
    if (known !== undefined && this.isKnownTo(caller, known, recording)) return known;
    const thing = await this.findInLog(stream);
    const other = thing === undefined ? stream : streamOf('negotiation', thing.negotiationId);
    if (this.unknown.has(other)) await this.readForTime(other);
    else await this.findInLog(other);
    return thing;
  }

  /** Whether a caller may know of a thing; false also if only the log can tell. */
  private isKnownTo(caller: Caller, { marking, negotiationId }: IndexedThing, recording: Kind | undefined): boolean {
    if (!this.isGranted(caller, negotiationId, recording)) return false;
    if (caller.clearance === undefined) return true;
    const negotiation = this.inMemory(streamOf('negotiation', negotiationId));
    return [marking, negotiation?.marking].every((one) => one !== undefined && isCleared(this.ladder, caller, one));
  }

  /** Grants need no grant. */
  private isGranted(caller: Caller, negotiationId: NegotiationId, recording: Kind | undefined): boolean {
    return recording === 'grant' || this.grants.admits(caller, negotiationId);
  }

  private inMemory(stream: Stream): IndexedThing | undefined {
    return this.pending(stream) ?? this.cached.get(stream);
  }

  /** As a look-up of what does not exist. */
  private async readForTime(stream: string): Promise<void> {
    await this.store.readStream(stream, { limit: 1 });
  }

  /** The marking of a negotiation; unmarked if it is not recorded. */
  async markingOfNegotiation(negotiationId: NegotiationId): Promise<Marking> {
    return (await this.find(streamOf('negotiation', negotiationId)))?.marking ?? unmarked(this.ladder);
  }

  /** Whether a caller may know of a thing. The clearance must also dominate the marking of its negotiation. */
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

  /** Why a caller may not record something of this kind about a thing; undefined if they may. */
  async denialOf(
    caller: Caller,
    thing: Pick<IndexedThing, 'marking' | 'negotiationId'>,
    kind: Kind,
  ): Promise<Denial | undefined> {
    if (!(await this.isVisible(caller, thing))) return CLEARANCE_MISSING;
    return this.isGranted(caller, thing.negotiationId, kind) ? undefined : GRANT_MISSING;
  }

  /**
   * The references to recorded things of a negotiation, split by whether the caller may know of them. For each that they may not know of, the
   * log is read once, as for one to something that does not exist.
   */
  async resolve(
    references: readonly Reference[],
    negotiationId: NegotiationId,
    caller: Caller,
  ): Promise<ResolvedReferences> {
    const [visible, hidden]: [ResolvedReference[], ResolvedReference[]] = [[], []];
    for (const reference of references) {
      const { kind, id } = reference;
      const stream = kind === 'event' ? await this.follower.streamOfEvent(id) : streamOf(kind, id);
      if (stream === undefined) {
        await this.readForTime(`${kind}-${id}`);
        continue;
      }
      // Most are cached, and need no await.
      const known = this.inMemory(stream);
      const isVisible = known?.negotiationId === negotiationId && isCleared(this.ladder, caller, known.marking);
      const thing = isVisible ? known : await this.findInLog(stream);
      if (thing?.negotiationId !== negotiationId) continue;
      const { marking } = thing;
      (isCleared(this.ladder, caller, marking) ? visible : hidden).push({ reference, marking });
    }
    return { visible, hidden };
  }
}
