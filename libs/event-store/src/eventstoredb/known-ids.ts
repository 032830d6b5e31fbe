import type { Revision, StoredEvent } from '../event-store.js';

/** Ids that are remembered, of all streams together: about 100 bytes each. */
const MOST = 100_000;

/**
 * The ids at the beginning of streams. The server looks for ids that came before only where the revision is wrong;
 * whoever appends needs to know of the others. What stands in a stream never changes, so what is remembered stays true.
 */
export class KnownIds {
  private readonly streams = new Map<string, string[]>();
  private size = 0;

  constructor(private readonly most = MOST) {}

  /** How many events of a stream are known, from its first on. */
  count(stream: string): number {
    return this.streams.get(stream)?.length ?? 0;
  }

  /** Takes what follows on what is known; whatever stands further on is passed over. */
  learn({ stream, revision, id }: Pick<StoredEvent, 'stream' | 'revision' | 'id'>): void {
    const known = this.streams.get(stream) ?? [];
    if (revision !== known.length) return;
    known.push(id);
    this.size++;
    // The one that was used last stands last.
    this.streams.delete(stream);
    this.streams.set(stream, known);
    for (const [oldest, ids] of this.streams) {
      if (this.size <= this.most || oldest === stream) return;
      this.streams.delete(oldest);
      this.size -= ids.length;
    }
  }

  /** Whether one of these ids is at this revision, or before it. */
  hasAny(stream: string, upTo: Revision, ids: ReadonlySet<string>): boolean {
    return (this.streams.get(stream) ?? []).slice(0, upTo + 1).some((id) => ids.has(id));
  }
}
