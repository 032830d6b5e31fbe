import type { EventStore, StoredEvent } from '#event-store/event-store.js';

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
      return append(stream, events, options);
    };
  }

  /** Whether another program has written this event, which was just read. */
  isForeign({ id }: Pick<StoredEvent, 'id'>): boolean {
    return !this.ids.delete(id) && !this.store.isShared;
  }
}
