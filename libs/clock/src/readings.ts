import { readFileSync } from 'node:fs';
import os from 'node:os';

/**
 * Two clocks of the machine, in ms. `wall`: the system clock, since 1970. `uptime`: since the machine started. It counts on
 * while the machine is suspended, and nobody can set it.
 */
export type Reading = Readonly<{ wall: number; uptime: number }>;

export const readClocks = (): Reading => ({ wall: Date.now(), uptime: Math.round(os.uptime() * 1_000) });

/** An id of this run of the machine, from its start to its shutdown; undefined where the system has none (only Linux has). */
export const bootId = (): string | undefined => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
};
