import type { Batch, EventStore, Revision } from './event-store.js';
import { removedBefore, type Cut } from './stream-cut.js';

/**
 * Finds streams that are cut while a log is read from its first event to its end. In a log that others write to, nothing
 * else proves that no event is missing between two others.
 */
export class CutFinder {
  private readonly next = new Map<string, Revision>();
  private gap: Cut | undefined;
  private cuts: readonly Cut[] = [];

  constructor(private readonly store: Pick<EventStore, 'nameOfStream'>) {}

  take({ events, cuts = [] }: Batch): void {
    this.cuts = cuts;
    for (const { stream, revision } of events) {
      const next = this.next.get(stream) ?? 0;
      if (revision > next) this.gap ??= removedBefore(this.store.nameOfStream(stream), revision);
      this.next.set(stream, revision + 1);
    }
  }

  /** What was found up to the end. What is gone comes first: the remedy of the others would not bring it back. */
  get found(): Cut | undefined {
    return this.gap ?? this.cuts[0];
  }
}

/** Reads a log that others write to, and finds a stream that was cut. A log of one writer checks itself. @throws Unavailable */
export const findCut = async (
  store: Pick<EventStore, 'readAll' | 'isShared' | 'nameOfStream'>,
): Promise<Cut | undefined> => {
  if (!store.isShared) return undefined;
  const finder = new CutFinder(store);
  for await (const batch of store.readAll()) finder.take(batch);
  return finder.found;
};
