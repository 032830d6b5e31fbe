import type { Position, StoredEvent } from '../event-store.js';
import type { CutChange } from './cuts.js';

/** An event that was read, ours or not. If it is gone, this is not the same log any more. */
export type Mark = Readonly<{ at: Position; id: string | undefined }>;

/**
 * The position of a reader. `last`: our last event, with its id and the server's name of its stream if known. `passed`: a
 * later event that is not ours and was skipped.
 */
export type Cursor = Readonly<{
  last?: Position | undefined;
  id?: string | undefined;
  streamId?: string | undefined;
  passed?: Mark | undefined;
}>;

/** `changes`: to streams of the record that are cut, or no longer, in order, each with its position. */
export type LogPage = Readonly<{
  events: readonly StoredEvent[];
  changes: readonly (CutChange & Readonly<{ position: Position }>)[];
  cursor: Cursor;
  caughtUp: boolean;
}>;

/** Where a reader is: at the last event that it has read or skipped. */
export const placeOfCursor = ({ last, passed }: Cursor): Position | undefined => passed?.at ?? last;

/** What a page has after a place. */
export const restOf = (page: LogPage, place: Position | undefined): LogPage => {
  const isNew = ({ position }: Readonly<{ position: Position }>) => place === undefined || position > place;
  return { ...page, events: page.events.filter(isNew), changes: page.changes.filter(isNew) };
};
