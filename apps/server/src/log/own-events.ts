import {
  type EventStore,
  type NewEvent,
  type StoredEvent,
  Unavailable,
  VersionConflict,
} from '#event-store/event-store.js';

/**
 * The events that this process appends. Where a log has one writer, any other event was written by another program, which
 * the ledger must not sign.
 */
export class OwnEvents {
  /** Appended, or about to be, and not read again yet. */
  private readonly ids = new Set<string>();

  constructor(private readonly store: EventStore) {
    const append = store.append.bind(store);
    store.append = async (stream, events, options) => {
      for (const { id } of events) this.ids.add(id);
      try {
        return await append(stream, events, options);
      } catch (error) {
        if (isNotWritten(error)) this.forget(events);
        throw error;
      }
    };
  }

  /** Whether another program has written this event, which was just read. */
  isForeign({ id }: Pick<StoredEvent, 'id'>): boolean {
    return !this.ids.delete(id) && !this.store.isShared;
  }

  private forget(events: readonly NewEvent[]): void {
    for (const { id } of events) this.ids.delete(id);
  }
}

/** Whether these events can never be read. Their ids are random, so no other append has them. */
const isNotWritten = (error: unknown): boolean =>
  error instanceof VersionConflict || (error instanceof Unavailable && error.outcome === 'not-written');
