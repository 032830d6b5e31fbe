import { once } from 'node:events';
import type { Moved } from './moved-clock.js';
import type { Process } from './process.js';

const MOVED_CLOCK = new URL('./moved-clock.js', import.meta.url).href;

/** The environment of a process whose clocks are moved from those of the machine. */
export const clocksMoved = ({ clockMoved = 0, timePassed = 0 }: Moved): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${MOVED_CLOCK}`,
  CLOCK_MOVED: String(clockMoved),
  TIME_PASSED: String(timePassed),
});

/** Moves the clocks of a running process. Resolves when that is done. */
export const moveClocks = async ({ child }: Pick<Process, 'child'>, moved: Moved): Promise<void> => {
  const done = once(child, 'message');
  child.send(moved);
  await done;
};
