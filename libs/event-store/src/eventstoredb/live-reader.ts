import type { PositionNotifier } from './position-notifier.js';
import type { Batch, Position } from '../event-store.js';
import type { Cut } from '../stream-cut.js';
import { type Cursor, type LogPage, placeOfCursor, restOf } from './cursor.js';
import { Pace } from './pace.js';

const NOTHING: Pick<LogPage, 'events' | 'changes'> = { events: [], changes: [] };

export type LiveReading = Readonly<{
  after: Position | undefined;
  /**
   * Reads the page after a cursor, which was read here if it `isSeen`, and calls back with a number whenever a try begins; undefined if the reader has ended. Tries
   * until `ended` aborts.
   */
  read: (
    cursor: Cursor,
    begun: (look: number) => void,
    ended: AbortSignal,
    isSeen: boolean,
  ) => Promise<LogPage | undefined>;
  /** How many events after a place are known to be in the log. */
  unread: (place: Position | undefined) => number;
  notifier: Pick<PositionNotifier, 'wakes' | 'told' | 'onWake'>;
  /** The number of the last look that was asked for. */
  asked: () => number;
  isOver: () => boolean;
  signal: AbortSignal | undefined;
}>;
/** `from`: where the read began. `look`: the number of the try that has answered. */
type Arrival = Readonly<{ from: Cursor; page: LogPage | undefined; look: number } | { error: unknown }>;

/**
 * Follows the log: page by page to its end, and from there on whenever the notifier wakes it. Whoever asks for a look while a
 * read is under way does not wait for that one, which may have begun too early: another one begins soon. All begin at places that
 * were reached, so what they bring is in order and without a gap, whichever is answered first.
 */
export async function* followLog(reading: LiveReading): AsyncGenerator<Batch, void, void> {
  const { read, unread, notifier, asked, isOver, signal } = reading;
  const arrived: Arrival[] = [];
  const cuts = new Map<string, Cut>();
  const ending = new AbortController();
  const bell = new Bell();
  let cursor: Cursor = { last: reading.after };
  // How far the log was read or skipped.
  let place = placeOfCursor(cursor);
  const pace = new Pace(
    () => bell.ring(),
    () => unread(place),
  );
  // Numbers of looks: the last one that has `begun`, the `newest` that was answered, the last one that the consumer was `told`.
  let [begun, newest, told] = [0, 0, 0];
  // `more`: there is more to read.
  let [more, isEndTold, isSeen] = [true, false, false];
  /** What the notifier had told when the last read began. */
  let served: Readonly<{ wakes: number; told: Position | undefined }> = { wakes: -1, told: undefined };

  const begin = () => {
    let look = 0;
    const from = cursor;
    const note = (number: number) => {
      look = number;
      begun = Math.max(begun, number);
    };
    served = { wakes: notifier.wakes, told: notifier.told };
    const end = pace.begin();
    void read(from, note, ending.signal, isSeen)
      .then(
        (page) => arrived.push({ from, page, look }),
        (error: unknown) => arrived.push({ error }),
      )
      .finally(() => {
        end();
        bell.ring();
      });
  };
  const isWoken = () => {
    const { wakes, told } = notifier;
    return wakes !== served.wakes || (told !== served.told && told !== undefined && !(told <= (place ?? '')));
  };
  const isDue = () => {
    const isAsked = asked() > begun;
    return pace.isIdle ? more || isWoken() || isAsked : !more && isAsked && pace.allowsAnother;
  };

  const stopListening = notifier.onWake(() => bell.ring());
  const stop = () => {
    ending.abort();
    bell.ring();
  };
  signal?.addEventListener('abort', stop);
  try {
    for (;;) {
      const arrival = arrived.shift();
      if (arrival && 'error' in arrival) throw arrival.error;
      if (signal?.aborted || isOver()) return;
      if (arrival === undefined) {
        if (isDue()) begin();
        await bell.next();
        continue;
      }
      const { from, page, look } = arrival;
      if (page === undefined) return;
      isSeen ||= page.caughtUp || page.events.length > 0;

      const end = placeOfCursor(page.cursor);
      const moved = end !== undefined && (place === undefined || end > place);
      const { events, changes } = moved ? restOf(page, place) : NOTHING;
      const isBehind = !moved && end !== place;
      // Where an event of another program stood that is gone, the page begins further back, at our own last one.
      const isCurrent = from === cursor;
      if (moved || isCurrent) ({ cursor } = page);
      if (moved) place = end;
      // An older read that is answered late does not know the end.
      if (!page.caughtUp) more = true;
      else if (look > newest && (isCurrent || !isBehind)) more = false;
      newest = Math.max(newest, look);
      for (const { stream, cut } of changes)
        if (cut === undefined) cuts.delete(stream);
        else cuts.set(stream, cut);

      const { caughtUp } = page;
      const isAnswer = caughtUp && look > told && asked() > told;
      const isNews = events.length > 0 || changes.length > 0 || (caughtUp && !isEndTold) || isAnswer;
      isEndTold = caughtUp;
      if (!isNews) continue;
      if (caughtUp) told = Math.max(told, look);
      yield { events, caughtUp, ...(isAnswer && { look }), ...(cuts.size > 0 && { cuts: [...cuts.values()] }) };
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    stopListening();
    pace.stop();
    ending.abort();
  }
}

/** Resolves for the one who waits, at once if it was rung since. */
class Bell {
  private isRung = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.isRung = true;
    this.wake?.();
  }

  async next(): Promise<void> {
    if (!this.isRung) await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = undefined;
    this.isRung = false;
  }
}
