import type { Term } from './read-model.js';

/**
 * The number of what rows of a negotiation have: of `type` and `StatementMade`, or of `party` and its id. Two that are the same cost
 * time, and no more, since every row that is found is compared with what was asked for.
 */
export const termOf = (negotiationId: string, name: string, value = ''): Term => {
  const text = `${negotiationId} ${name} ${value}`;
  let [low, high] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x9e3779b1);
    high = Math.imul(high ^ code, 0x5f356495);
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  // 47 bits, which SQLite stores in 6 bytes
  return (high & 0x7fff) * 2 ** 32 + (low >>> 0);
};
