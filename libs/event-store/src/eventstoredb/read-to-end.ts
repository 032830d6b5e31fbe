import type { Batch, Position, StoredEvent } from '../event-store.js';
import type { Cut } from '../stream-cut.js';
import { type Cursor, type LogPage, placeOfCursor } from './cursor.js';

/** How long to wait, in ms, for a page that should be there. */
const PAUSE_MS = 1_000;

/** `isSeen`: the cursor was read here. `head`: the position of the last event. `pause`: ends early if the log is closed. */
export type EndReading = Readonly<{
  after: Position | undefined;
  page: (cursor: Cursor, isSeen: boolean) => Promise<LogPage>;
  head: () => Promise<Position | undefined>;
  pause: (ms: number) => Promise<void>;
  signal: AbortSignal | undefined;
}>;

/** Reads the log page by page, to where it ended when the reader first seemed to be there. */
export async function* readToEnd({
  after,
  page: read,
  head,
  pause,
  signal,
}: EndReading): AsyncGenerator<Batch, void, void> {
  let cursor: Cursor = { last: after };
  let isSeen = false;
  const cuts = new Map<string, Cut>();
  const batch = (events: readonly StoredEvent[], caughtUp: boolean): Batch => ({
    events,
    caughtUp,
    ...(cuts.size > 0 && { cuts: [...cuts.values()] }),
  });
  // Later appends of others must not hold it for ever.
  let end: Readonly<{ head: Position | undefined }> | undefined;
  for (;;) {
    if (signal?.aborted) return;
    const page = await read(cursor, isSeen);
    const isMoved = placeOfCursor(page.cursor) !== placeOfCursor(cursor);
    ({ cursor } = page);
    isSeen ||= page.caughtUp || page.events.length > 0;
    for (const { stream, cut } of page.changes)
      if (cut === undefined) cuts.delete(stream);
      else cuts.set(stream, cut);
    // Before the end is looked for: whoever wants no more needs none.
    if (page.events.length > 0) yield batch(page.events, false);
    // A reader that stops at the end must not stop before it.
    if (page.caughtUp) end ??= { head: await head() };
    if (end !== undefined && hasReached(cursor, end.head)) return yield batch([], true);
    // Events of other programs are skipped at once, however many there are.
    if (!isMoved) await pause(PAUSE_MS);
  }
}

const hasReached = ({ last }: Cursor, head: Position | undefined): boolean =>
  head === undefined || (last !== undefined && last >= head);
