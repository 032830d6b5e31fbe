import { IdConflict, TooLarge, type NewEvent } from './event-store.js';

/** UTF-8 has no code for half a surrogate pair: an engine would store U+FFFD in its place and say nothing. */
const HALF_A_PAIR = /\p{Surrogate}/u;

/**
 * What every engine refuses before it asks its log, so that no engine has to be trusted to refuse it.
 * @returns the weight of the append in bytes of UTF-8
 * @throws TooLarge, IdConflict when one id comes twice, TypeError for an empty append or text that UTF-8 cannot carry
 */
export function checkAppend(stream: string, events: readonly NewEvent[], limit: number): number {
  if (events.length === 0) throw new TypeError(`An append to ${stream} carries no event`);

  let bytes = 0;
  for (const event of events) {
    for (const text of [stream, event.id, event.type, event.data, event.metadata, event.salt, event.entry]) {
      if (HALF_A_PAIR.test(text)) throw new TypeError(`An append to ${stream} holds half a surrogate pair`);
      bytes += Buffer.byteLength(text);
    }
  }
  if (bytes > limit) throw new TooLarge(bytes, limit);

  if (new Set(events.map(({ id }) => id)).size < events.length) throw new IdConflict(stream);
  return bytes;
}
