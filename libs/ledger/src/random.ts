import { randomBytes } from 'node:crypto';

// Drawn in blocks: one system call for each would cost too much.
const POOL = 4096;
let pool = Buffer.alloc(0);
let used = 0;

/** 128 random bits, never reused. */
export const random16 = (): Buffer => {
  if (used >= pool.length) [pool, used] = [randomBytes(POOL), 0];
  return pool.subarray(used, (used += 16));
};
