import { randomBytes } from 'node:crypto';

// Drawn from the system for many at once: a call for each costs more than what is made of it.
const POOL = 4096;
let pool = Buffer.alloc(0);
let used = 0;

/** 128 random bits, each given out once. */
export const random16 = (): Buffer => {
  if (used >= pool.length) [pool, used] = [randomBytes(POOL), 0];
  return pool.subarray(used, (used += 16));
};
