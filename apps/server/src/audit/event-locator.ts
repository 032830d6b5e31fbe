import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { thingOf } from '#domain/ids.js';
import { canonicalEvent } from '#ledger/entry.js';
import { placeAt, placeOfEvent } from '#read-models/log-index/queries.js';
import { callerOf } from '../access/caller.js';
import { Problem } from '../http/problem.js';
import { LogFollower } from '../log/log-follower.js';
import { VerifiedLog } from '../log/verified-log.js';
import { LogReader } from '../query/log-reader.js';
import { ReadAuthorization } from '../query/read-authorization.js';
import { Markings } from '../query/markings.js';

/** An entry of the ledger, with the salt and the event that it is the hash of; or withheld, the entry only. */
export type Opened = Readonly<{ entry: string; salt: string; event: unknown } | { entry: string; withheld: true }>;

/** Locates events in the log, among those that the caller's clearance may see. Other events are not found. */
@Injectable()
export class EventLocator {
  constructor(
    private readonly events: VerifiedLog,
    private readonly log: LogReader,
    private readonly markings: Markings,
    private readonly authorization: ReadAuthorization,
    private readonly follower: LogFollower,
  ) {}

  /** @throws Problem 404 if it is not recorded or not visible to the caller, and 503 if it is not indexed yet */
  ordinalOf(request: FastifyRequest, eventId: string): Promise<number> {
    return this.markings.retryIfRemarked(callerOf(request).clearance, () => this.find(request, eventId));
  }

  /** Withheld if the caller may not read its negotiation. @throws Problem 404, and 503 if it is not indexed yet */
  eventAt(request: FastifyRequest, ordinal: number): Promise<Opened> {
    return this.markings.retryIfRemarked(callerOf(request).clearance, () => this.open(request, ordinal));
  }

  private async find(request: FastifyRequest, eventId: string): Promise<number> {
    const { clearance } = callerOf(request);
    const look = () => this.log.read(clearance, (db) => placeOfEvent(db, eventId)).body;
    await this.log.until(-1);
    let found = look();
    if (found === undefined) {
      // It may have just been recorded.
      await this.log.until(this.follower.head);
      found = look();
    }
    if (found === undefined || !(await this.authorization.admits(request, thingOf(found.stream)))) throw eventUnknown();
    return found.ordinal;
  }

  private async open(request: FastifyRequest, ordinal: number): Promise<Opened> {
    await this.log.until(ordinal);
    const place = this.log.read(callerOf(request).clearance, (db) => placeAt(db, ordinal)).body;
    const [stored] = place ? await this.events.readStream(place.stream, { from: place.revision, limit: 1 }) : [];
    if (stored === undefined) throw eventUnknown();
    if (!(await this.authorization.admits(request, thingOf(stored.stream))))
      return { entry: stored.entry, withheld: true };
    return { entry: stored.entry, salt: stored.salt, event: JSON.parse(canonicalEvent(stored)) as unknown };
  }
}

const eventUnknown = () => new Problem(['event-unknown', 404], 'No event with this id is recorded.');
