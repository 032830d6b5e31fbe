import type { LoggedBatch } from './logged-event.js';

/**
 * How far a reader of the log is: the last event that it has read. `ordinal` is -1 and the rest null before the first event.
 * `before` is the position of the event before it: reading on from there shows whether the log still has this event.
 */
export type Checkpoint = Readonly<{
  position: string | null;
  before: string | null;
  ordinal: number;
  eventId: string | null;
}>;

export const START: Checkpoint = { position: null, before: null, ordinal: -1, eventId: null };

/** The checkpoint at the event with this index. */
export const checkpointAt = ({ before, events }: LoggedBatch, index: number): Checkpoint => {
  const { position, ordinal, id } = events[index]!;
  return { position, before: events[index - 1]?.position ?? before, ordinal, eventId: id };
};
