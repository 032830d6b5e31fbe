import { AsyncLocalStorage } from 'node:async_hooks';

/** The time that the work of a call chain has. `end`: on the clock of `performance.now()`. `ms`: in all. */
type Deadline = Readonly<{ end: number; ms: number }>;

const deadline = new AsyncLocalStorage<Deadline>();
const NONE: Deadline = { end: Infinity, ms: Infinity };

/** Runs work that may take this many milliseconds in all. All its calls to the log end by then. */
export const withDeadline = <T>(ms: number, work: () => T): T =>
  deadline.run({ end: performance.now() + ms, ms }, work);

/** Runs work that others wait for too: it does not end with the deadline of the caller. */
export const withoutDeadline = <T>(work: () => T): T => deadline.run(NONE, work);

/** The milliseconds until the deadline; at least 0, and Infinity without a deadline. */
export const timeLeft = (): number => Math.max(0, (deadline.getStore() ?? NONE).end - performance.now());

/** The milliseconds that the work has in all; Infinity without a deadline. */
export const timeInAll = (): number => (deadline.getStore() ?? NONE).ms;
