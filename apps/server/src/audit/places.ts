import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { thingOf } from '#domain/ids.js';
import { EventStore } from '#event-store/event-store.js';
import { canonicalEvent } from '#ledger/entry.js';
import { Projector } from '#read-models/projector.js';
import { ordinalOfEvent, spotAt } from '#read-models/trail.js';
import { Problem } from '../http/problem.js';
import { Admission } from '../read/admission.js';
import { Views } from '../read/views.js';

/** What an entry of the ledger stands for: its salt and the event, from which anybody can make it again; withheld, the entry alone. */
export type Opened = Readonly<{ entry: string; salt: string; event: unknown } | { entry: string; withheld: true }>;

const PATIENCE = 2_000;

/** Where events are in the log, as the trail tells. */
@Injectable()
export class Places {
  constructor(
    private readonly store: EventStore,
    private readonly projector: Projector,
    private readonly views: Views,
    private readonly admission: Admission,
  ) {}

  /** Undefined where it is not on record, or not for this caller. */
  async ordinalOf(request: FastifyRequest, eventId: string): Promise<number | undefined> {
    const ordinal = this.views.read(['trail'], (db) => ordinalOfEvent(db, eventId)).body;
    if (ordinal === undefined) return undefined;
    const stream = this.views.read(['trail'], (db) => spotAt(db, ordinal)).body?.stream;
    return stream !== undefined && (await this.admission.admits(request, thingOf(stream))) ? ordinal : undefined;
  }

  /** Withheld from a caller who may not see it. @throws Problem 503 where the trail has not come so far */
  async eventAt(request: FastifyRequest, ordinal: number): Promise<Opened> {
    await this.projector.until(ordinal, PATIENCE, ['trail']);
    const spot = this.views.read(['trail'], (db) => spotAt(db, ordinal)).body;
    const [stored] = spot ? await this.store.readStream(spot.stream, { from: spot.revision, limit: 1 }) : [];
    if (stored === undefined)
      throw new Problem(503, 'not-yet-projected', 'The trail has not come as far as this event yet. Ask again.', {
        headers: { 'retry-after': '1' },
      });
    if (!(await this.admission.admits(request, thingOf(stored.stream)))) return { entry: stored.entry, withheld: true };
    return { entry: stored.entry, salt: stored.salt, event: JSON.parse(canonicalEvent(stored)) as unknown };
  }
}
