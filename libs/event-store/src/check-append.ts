import { assertEventIds } from './event-id.js';
import { IdConflict, TooLarge, type NewEvent } from './event-store.js';

/**
 * Checks that every engine makes before it writes.
 * @returns the size of the append in bytes of UTF-8
 * @throws InvalidEventId, TooLarge, IdConflict if an id is repeated, TypeError for an empty append or text that UTF-8 cannot carry
 */
export function checkAppend(stream: string, events: readonly NewEvent[], limit: number): number {
  if (events.length === 0) throw new TypeError(`An append to ${stream} carries no event`);

  assertEventIds(events);
  let bytes = 0;
  for (const event of events) {
    for (const text of [stream, event.id, event.type, event.data, event.metadata, event.salt, event.entry]) {
      // UTF-8 cannot encode a lone surrogate: an engine would silently store U+FFFD instead.
      if (!text.isWellFormed()) throw new TypeError(`An append to ${stream} holds half a surrogate pair`);
      bytes += Buffer.byteLength(text);
    }
  }
  if (bytes > limit) throw new TooLarge(bytes, limit);

  if (new Set(events.map(({ id }) => id)).size < events.length) throw new IdConflict(stream);
  return bytes;
}
