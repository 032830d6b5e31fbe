import { Injectable } from '@nestjs/common';
import type { Clearance } from '#domain/marking.js';
import { EventStore } from '#event-store/event-store.js';
import { canonicalEvent } from '#ledger/entry.js';
import { ordinalOfEvent, spotAt } from '#read-models/trail.js';
import { Problem } from '../http/problem.js';
import { Sights } from '../read/sights.js';

/** What an entry of the ledger stands for: its salt and the event, from which anybody can make it again. */
export type Opened = Readonly<{ entry: string; salt: string; event: unknown }>;

/** Where events are in the log, as the trail tells that a clearance may see. What it may not see is not there. */
@Injectable()
export class Places {
  constructor(
    private readonly store: EventStore,
    private readonly sights: Sights,
  ) {}

  /** @throws Problem 404 */
  ordinalOf(eventId: string, clearance: Clearance | undefined): Promise<number> {
    return this.sights.use(clearance, async (sight) => {
      if (clearance !== undefined) await this.sights.demand(sight, -1);
      const ordinal = sight.views.read(['trail'], (db) => ordinalOfEvent(db, eventId)).body;
      if (ordinal === undefined) throw eventUnknown();
      return ordinal;
    });
  }

  /** @throws Problem 404, and 503 where the trail has not come so far */
  async eventAt(ordinal: number, clearance: Clearance | undefined): Promise<Opened> {
    const spot = await this.sights.use(clearance, async (sight) => {
      await this.sights.demand(sight, ordinal);
      return sight.views.read(['trail'], (db) => spotAt(db, ordinal)).body;
    });
    const [stored] = spot ? await this.store.readStream(spot.stream, { from: spot.revision, limit: 1 }) : [];
    if (stored === undefined) throw eventUnknown();
    return { entry: stored.entry, salt: stored.salt, event: JSON.parse(canonicalEvent(stored)) as unknown };
  }
}

const eventUnknown = () => new Problem(404, 'event-unknown', 'No event with this id is recorded.');
