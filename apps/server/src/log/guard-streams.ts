import { type EventStore, type ReadStream, type Revision, Unavailable } from '#event-store/event-store.js';
import { type Cut, lacking, StreamCut } from '#event-store/stream-cut.js';
import type { LogFollower } from './log-follower.js';
import type { TamperAlarm } from './tamper-alarm.js';

type Known = Pick<LogFollower, 'lastRevisionOf'>;

/**
 * Compares every read of a stream with what the log is known to have in it. A server gives out a deleted stream as one that
 * never existed; what was decided on that would be appended where nobody can read it. So a stream that has less than was
 * recorded raises the alarm, and from then on nothing is appended. For logs that others write to: a log of one writer is
 * one file, whose streams are read from the same table.
 */
export const guardStreams = (store: EventStore, known: Known, alarm: TamperAlarm): void => {
  if (!store.isShared) return;
  const readStream = store.readStream.bind(store);
  const append = store.append.bind(store);
  /** @throws LedgerBroken */
  const guarded = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw error instanceof StreamCut ? alarm.cut(error.cut) : error;
    }
  };

  /** What a stream lacks that nobody has cut. @throws Unavailable if the log has lost more than that, and so has stopped */
  const lackingAlone = async (stream: string): Promise<Cut> => {
    await store.head();
    return lacking(store.nameOfStream(stream));
  };

  store.readStream = async (stream, options = {}) => {
    // Asked before the read: what is recorded meanwhile need not be in it.
    let last = await known.lastRevisionOf(stream, { waitForIndex: false });
    for (;;) {
      const events = await guarded(readStream(stream, options));
      if (last !== undefined) {
        if (events.length >= least(options, last)) return events;
        throw alarm.cut((await store.cutOf(stream)) ?? (await lackingAlone(stream)));
      }
      if (events.length > 0) return events;
      // That it is empty is certain only once the whole log is known. If it is not, it may have been begun after the read.
      last = await known.lastRevisionOf(stream, { waitForIndex: true });
      if (last === undefined) return events;
    }
  };

  store.append = async (stream, events, options) => {
    alarm.assertWhole();
    return guarded(append(stream, events, options));
  };
};

/** How many events a read must give if this is the last revision of the stream. */
const least = ({ backwards = false, from, limit = Infinity }: ReadStream, last: Revision): number =>
  Math.min(limit, backwards ? Math.min(from ?? last, last) + 1 : last - (from ?? 0) + 1);

/** @throws Unavailable if a stream was cut before what was appended was seen in the log: it may not be readable */
export const assertStillWhole = (alarm: TamperAlarm): void => {
  if (alarm.isCut) throw new Unavailable(alarm.message ?? '', 'unknown');
};
