import { Injectable } from '@nestjs/common';
import { EventStore } from '#event-store/event-store.js';
import { canonicalEvent } from '#ledger/entry.js';
import { Projector } from '#read-models/projector.js';
import { ordinalOfEvent, spotAt } from '#read-models/trail.js';
import { Problem } from '../http/problem.js';
import { Views } from '../read/views.js';

/** What an entry of the ledger stands for: its salt and the event, from which anybody can make it again. */
export type Opened = Readonly<{ entry: string; salt: string; event: unknown }>;

const PATIENCE = 2_000;

/** Where events are in the log, as the trail tells. */
@Injectable()
export class Places {
  constructor(
    private readonly store: EventStore,
    private readonly projector: Projector,
    private readonly views: Views,
  ) {}

  async ordinalOf(eventId: string): Promise<number | undefined> {
    return this.views.read(['trail'], (db) => ordinalOfEvent(db, eventId)).body;
  }

  /** @throws Problem 503 where the trail has not come so far */
  async eventAt(ordinal: number): Promise<Opened> {
    await this.projector.until(ordinal, PATIENCE, ['trail']);
    const spot = this.views.read(['trail'], (db) => spotAt(db, ordinal)).body;
    const [stored] = spot ? await this.store.readStream(spot.stream, { from: spot.revision, limit: 1 }) : [];
    if (stored === undefined)
      throw new Problem(503, 'not-yet-projected', 'The trail has not come as far as this event yet. Ask again.', {
        headers: { 'retry-after': '1' },
      });
    return { entry: stored.entry, salt: stored.salt, event: JSON.parse(canonicalEvent(stored)) as unknown };
  }
}
