import { setImmediate as otherWork, setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** Milliseconds. Many times more than what the places of a page's events in the log add to its time. */
export const STEP_MS = 10;

/** What time is told by, and waited for: milliseconds. `otherWork` is done when whatever waits has had its turn. */
type Timer = Readonly<{
  now: () => number;
  sleep: (ms: number) => Promise<unknown>;
  otherWork: () => Promise<unknown>;
}>;
/** Timers of Node.js end up to so many milliseconds late. */
const LATE_MS = 2;

/** Keeps the time that work takes from telling what it had to do. */
@Injectable()
export class TimePadding {
  /** Does the work, and ends a whole number of steps after its begin, also if it throws. */
  pad<T>(work: () => Promise<T>): Promise<T> {
    return padded(work, { now: () => performance.now(), sleep, otherWork });
  }
}

export const padded = async <T>(work: () => Promise<T>, { now, sleep, otherWork }: Timer): Promise<T> => {
  const begun = now();
  try {
    return await work();
  } finally {
    const end = begun + Math.max(1, Math.ceil((now() - begun) / STEP_MS)) * STEP_MS;
    // Timers of Node.js count whole milliseconds, from when the work before them began: where they end tells how long that took. So
    // they end before the step, and what is left is waited for without one.
    for (let left = end - now(); left > 0; left = end - now())
      await (left < LATE_MS + 1 ? otherWork() : sleep(Math.floor(left - LATE_MS)));
  }
};
