import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { thingOf } from '#domain/ids.js';
import { EventStore } from '#event-store/event-store.js';
import { canonicalEvent } from '#ledger/entry.js';
import { ordinalOfEvent, spotAt } from '#read-models/models/trail/trail.js';
import { callerOf } from '../access/caller.js';
import { Problem } from '../http/problem.js';
import { LogFollower } from '../log/log-follower.js';
import { ReadAuthorization } from '../query/read-authorization.js';
import { Sights } from '../query/sights.js';

/** An entry of the ledger, with the salt and the event that it is the hash of; or withheld, the entry only. */
export type Opened = Readonly<{ entry: string; salt: string; event: unknown } | { entry: string; withheld: true }>;

/** Locates events in the log, by the trail that the caller's clearance may see. Other events are not found. */
@Injectable()
export class EventLocator {
  constructor(
    private readonly store: EventStore,
    private readonly sights: Sights,
    private readonly authorization: ReadAuthorization,
    private readonly follower: LogFollower,
  ) {}

  /** @throws Problem 404 if it is not recorded or not visible to the caller, and 503 if the trail has not reached it yet */
  ordinalOf(request: FastifyRequest, eventId: string): Promise<number> {
    return this.sights.markings.retryIfRemarked(callerOf(request).clearance, () => this.find(request, eventId));
  }

  /** Withheld if the caller may not read its negotiation. @throws Problem 404, and 503 if the trail has not reached it yet */
  eventAt(request: FastifyRequest, ordinal: number): Promise<Opened> {
    return this.sights.markings.retryIfRemarked(callerOf(request).clearance, () => this.open(request, ordinal));
  }

  private async find(request: FastifyRequest, eventId: string): Promise<number> {
    const { clearance } = callerOf(request);
    const found = await this.sights.use(clearance, async (sight) => {
      if (clearance !== undefined) await this.sights.demand(sight, -1);
      const look = () => sight.views.read(['trail'], (db) => ordinalOfEvent(db, eventId)).body;
      let ordinal = look();
      if (ordinal === undefined) {
        // It may have just been recorded.
        await this.sights.demand(sight, this.follower.head);
        ordinal = look();
      }
      const spot = ordinal === undefined ? undefined : sight.views.read(['trail'], (db) => spotAt(db, ordinal)).body;
      return ordinal === undefined || spot === undefined ? undefined : { ordinal, stream: spot.stream };
    });
    if (found === undefined || !(await this.authorization.admits(request, thingOf(found.stream)))) throw eventUnknown();
    return found.ordinal;
  }

  private async open(request: FastifyRequest, ordinal: number): Promise<Opened> {
    const spot = await this.sights.use(callerOf(request).clearance, async (sight) => {
      await this.sights.demand(sight, ordinal);
      return sight.views.read(['trail'], (db) => spotAt(db, ordinal)).body;
    });
    const [stored] = spot ? await this.store.readStream(spot.stream, { from: spot.revision, limit: 1 }) : [];
    if (stored === undefined) throw eventUnknown();
    if (!(await this.authorization.admits(request, thingOf(stored.stream))))
      return { entry: stored.entry, withheld: true };
    return { entry: stored.entry, salt: stored.salt, event: JSON.parse(canonicalEvent(stored)) as unknown };
  }
}

const eventUnknown = () => new Problem(404, 'event-unknown', 'No event with this id is recorded.');
