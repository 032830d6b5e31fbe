import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** Milliseconds. Many times more than what the places of a page's events in the log add to its time. */
export const STEP_MS = 10;

/** What time is told by, and waited for: milliseconds. */
type Timer = Readonly<{ now: () => number; sleep: (ms: number) => Promise<unknown> }>;

/** Keeps the time that work takes from telling what it had to do. */
@Injectable()
export class TimePadding {
  /** Does the work, and ends a whole number of steps after its begin, also if it throws. */
  pad<T>(work: () => Promise<T>): Promise<T> {
    return padded(work, { now: () => performance.now(), sleep });
  }
}

export const padded = async <T>(work: () => Promise<T>, { now, sleep }: Timer): Promise<T> => {
  const begun = now();
  try {
    return await work();
  } finally {
    const end = begun + Math.max(1, Math.ceil((now() - begun) / STEP_MS)) * STEP_MS;
    // Timers of Node.js count from when the work before them began, so they may be early, and the more so the longer it took.
    for (let left = end - now(); left > 0; left = end - now()) await sleep(Math.ceil(left));
  }
};
