import { AsyncLocalStorage } from 'node:async_hooks';

/** The time that the work of a call chain has. `end`: on the clock of `performance.now()`. `ms`: in all. */
type Deadline = Readonly<{ end: number; ms: number }>;

const deadline = new AsyncLocalStorage<Deadline>();
const NONE: Deadline = { end: Infinity, ms: Infinity };

/** Runs work that may take this many milliseconds in all, and no longer than its caller may. All its waits end by then. */
export const withDeadline = <T>(ms: number, work: () => T): T => {
  const most = atMost(ms);
  return deadline.run({ end: performance.now() + most, ms: most }, work);
};

/** Runs work that goes on when the caller is done. */
export const withoutDeadline = <T>(work: () => T): T => deadline.run(NONE, work);

/** Runs work that has so many milliseconds of its own, whatever the caller has left. */
export const withOwnDeadline = <T>(ms: number, work: () => T): T => withoutDeadline(() => withDeadline(ms, work));

/** The milliseconds until the deadline; at least 0, and Infinity without a deadline. */
export const timeLeft = (): number => Math.max(0, (deadline.getStore() ?? NONE).end - performance.now());

/** How long to wait where that many milliseconds would do: no wait ends after the deadline. */
export const atMost = (ms: number): number => Math.min(ms, timeLeft());

/** The milliseconds that the work has in all; Infinity without a deadline. */
export const timeInAll = (): number => (deadline.getStore() ?? NONE).ms;
