import type { EventStore, ReadStream, StoredEvent } from '#event-store/event-store.js';
import { matchesEntry } from '#ledger/entry.js';
import type { LogIndex } from '#read-models/log-index/log-index.js';
import { type Place, placeAtRevision } from '#read-models/log-index/queries.js';
import type { TamperAlarm } from './tamper-alarm.js';

/** The log for the audit: every event that is read must be the one that the index of the log has. */
export class VerifiedLog implements Pick<EventStore, 'readStream'> {
  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly index: Pick<LogIndex, 'read'>,
    private readonly alarm: TamperAlarm,
  ) {}

  /** Reads events that are in the index. @throws LedgerBroken if one was altered, NotIndexed, Unavailable */
  async readStream(stream: string, options?: ReadStream): Promise<readonly StoredEvent[]> {
    const events = await this.store.readStream(stream, options);
    const { body: places } = this.index.read(undefined, (db) =>
      events.map(({ stream, revision }) => placeAtRevision(db, stream, revision)),
    );
    for (const [n, event] of events.entries()) this.verify(event, places[n]);
    return events;
  }

  private verify(event: StoredEvent, place: Place | undefined): void {
    const { stream, revision, id, entry } = event;
    if (place === undefined) throw new Error(`event ${revision} of ${stream} is not in the index of the log`);
    if (place.entry.toString('hex') === entry && matchesEntry(event)) return;
    throw this.alarm.altered({ ordinal: place.ordinal, stream, revision, id });
  }
}
