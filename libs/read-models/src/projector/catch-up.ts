import { type Batch, type EventStore, type Position, type StoredEvent, Unavailable } from '#event-store/event-store.js';
import type { StreamCache } from '../projection/stream-cache.js';
import { decodeBatch } from '../projection/logged-event.js';
import type { Projection, Track } from '../projection/projection.js';
import type { Checkpoint } from '../projection/checkpoint.js';

/** Events in one transaction while there are more to come: enough that the commit costs little, few enough to be stopped soon. */
export const BIG_BATCH = 2_000;

/** Joins batches into bigger ones. What stands at the end of the log is never kept waiting. */
export async function* gather(batches: AsyncIterable<Batch>, size: number): AsyncGenerator<Batch, void, void> {
  let events: StoredEvent[] = [];
  for await (const batch of batches) {
    events.push(...batch.events);
    if (!batch.caughtUp && events.length < size) continue;
    yield { events, caughtUp: batch.caughtUp };
    events = [];
  }
}

export type Step = Readonly<{ ordinal: number; caughtUp: boolean; stopped: readonly Track[] }>;

/** `upTo`: the last event; none if null. */
type How = Readonly<{
  live: boolean;
  upTo?: Position | null;
  signal?: AbortSignal;
}>;

/**
 * Projects the log from the slowest healthy model on. It ends with the log, or when `signal` aborts; when all models
 * have stopped; and when the one that was behind has stopped, so that the others can go on from where they are.
 */
export async function* catchUp(
  store: EventStore,
  projection: Projection,
  histories: StreamCache,
  { live, upTo, signal }: How,
): AsyncGenerator<Step, void, void> {
  let from = projection.slowest;
  if (from === undefined) return;
  let { position, ordinal } = from;
  const batches = store.readAll({ after: position ?? undefined, live, ...(signal && { signal }) });
  for await (const { events: read, caughtUp: isAtEnd } of gather(batches, BIG_BATCH)) {
    const events = upTo === undefined ? read : read.filter((event) => event.position <= (upTo ?? ''));
    const caughtUp = isAtEnd || events.length < read.length;
    const batch = decodeBatch(events, ordinal + 1, position);
    const stopped = projection.apply(batch, await histories.of(batch.events));
    ordinal += events.length;
    position = events.at(-1)?.position ?? position;
    yield { ordinal, caughtUp, stopped };
    if (events.length < read.length) return;
    from = projection.slowest;
    if (from === undefined || from.ordinal > ordinal) return;
  }
}

/** Whether the log has the checkpoint's event in the checkpoint's place. It has not after a backup was restored. @throws Unavailable */
export const holds = async (
  store: EventStore,
  { before, position, eventId, ordinal }: Checkpoint,
): Promise<boolean> => {
  if (ordinal < 0) return true;
  try {
    for await (const { events } of store.readAll({ after: before ?? undefined }))
      return events[0]?.id === eventId && events[0]?.position === position;
    return false;
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    return false; // the position of another engine
  }
};
