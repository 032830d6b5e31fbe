import { decode } from '#domain/decode.js';
import type { Position, StoredEvent } from '#event-store/event-store.js';
import type { LoggedEvent } from './read-model.js';
import { type Stop, stopAt } from './stop.js';

/**
 * Consecutive events of the log. `before` is the position of the event before the first. `unknown` is the first event
 * that this code cannot read; it and all later ones are omitted.
 */
export type LoggedBatch = Readonly<{ before: Position | null; events: readonly LoggedEvent[]; unknown?: Stop }>;

/** @throws UnknownEvent, SyntaxError */
export const logged = (stored: StoredEvent, ordinal: number): LoggedEvent => {
  // The decoded event is ours alone, and a copy of it would be the dearest step of all.
  const event = decode(stored) as Writable<LoggedEvent>;
  event.ordinal = ordinal;
  event.position = stored.position;
  return event;
};
type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

export const decodeBatch = (stored: readonly StoredEvent[], ordinal: number, before: Position | null): LoggedBatch => {
  const events: LoggedEvent[] = [];
  for (const event of stored) {
    try {
      events.push(logged(event, ordinal + events.length));
    } catch (error) {
      return { before, events, unknown: stopAt(ordinal + events.length, event.id, error) };
    }
  }
  return { before, events };
};

export type ByStream = ReadonlyMap<string, readonly LoggedEvent[]>;

export const byStream = (events: Iterable<LoggedEvent>): Map<string, LoggedEvent[]> => {
  const streams = new Map<string, LoggedEvent[]>();
  for (const event of events) {
    const history = streams.get(event.stream);
    if (history) history.push(event);
    else streams.set(event.stream, [event]);
  }
  return streams;
};
