import type { RowMarking } from './marking-of-rows.js';
import type { Term } from './read-model.js';

export const EVERY: Term = '';
/** What lasts more than a day. */
export const LASTS: Term = 'lasts';
export const termOf = (name: string, value: string): Term => `${name} ${value}`;

/**
 * The numbers of terms in the rows of a negotiation that have one marking, so that a page reads only what is visible there. They have 47
 * bits. If two were the same, a page would take longer, since each of its rows is compared with what was asked for; a count would be wrong.
 */
export const numbering = (marking: RowMarking, negotiationId: string): ((term: Term) => number) => {
  const scope = added(`${marking} ${negotiationId} `, { low: 0xdeadbeef, high: 0x41c6ce57 });
  return (term) => mixed(added(term, scope));
};

/** The number of a day, in their order; what is no day comes after all of them. */
export const dayNumber = (day: string): number => {
  const time = Date.parse(day);
  return Number.isNaN(time) ? NO_DAY : time / DAY_MS;
};
const DAY_MS = 86_400_000;
export const NO_DAY = 2 ** 23 - 1;

type Hash = Readonly<{ low: number; high: number }>;

const added = (text: string, { low, high }: Hash): Hash => {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x9e3779b1);
    high = Math.imul(high ^ code, 0x5f356495);
  }
  return { low, high };
};

/** 47 bits, which SQLite stores in 6 bytes. */
const mixed = ({ low, high }: Hash): number => {
  const one = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  const other = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  return (other & 0x7fff) * 2 ** 32 + (one >>> 0);
};
