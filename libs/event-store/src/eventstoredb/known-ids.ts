import type { Revision, StoredEvent } from '../event-store.js';

/** The maximum number of cached ids of all streams together: about 100 bytes each. */
const MOST = 100_000;

/**
 * A cache of the ids at the start of streams. The server checks earlier ids only if the revision is wrong, so an append has
 * to check the others. Events in a stream never change, so cached ids stay valid.
 */
export class KnownIds {
  private readonly streams = new Map<string, string[]>();
  private size = 0;

  constructor(private readonly most = MOST) {}

  /** How many events of a stream are cached, from its first on. */
  count(stream: string): number {
    return this.streams.get(stream)?.length ?? 0;
  }

  /** Adds the event that follows the cached ones; ignores any other. */
  learn({ stream, revision, id }: Pick<StoredEvent, 'stream' | 'revision' | 'id'>): void {
    const known = this.streams.get(stream) ?? [];
    if (revision !== known.length) return;
    known.push(id);
    this.size++;
    // The most recently used stream comes last.
    this.streams.delete(stream);
    this.streams.set(stream, known);
    for (const [oldest, ids] of this.streams) {
      if (this.size <= this.most || oldest === stream) return;
      this.streams.delete(oldest);
      this.size -= ids.length;
    }
  }

  /** Whether one of these ids is at this revision or before it. */
  hasAny(stream: string, upTo: Revision, ids: ReadonlySet<string>): boolean {
    return (this.streams.get(stream) ?? []).slice(0, upTo + 1).some((id) => ids.has(id));
  }
}
