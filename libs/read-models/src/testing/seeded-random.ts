import type { Kind } from '#domain/ids.js';

/** Choices determined by a seed. */
export type SeededRandom = Readonly<{
  below: (count: number) => number;
  oneIn: (count: number) => boolean;
  one: <T>(from: readonly T[]) => T | undefined;
  some: <T>(from: readonly T[]) => readonly T[];
  /** The id of a thing of this kind that is already open; with `before`, of one that comes before it. */
  id: (kind: Kind, before?: number) => string;
  ids: (kind: Kind) => readonly string[];
  text: (about: string) => string;
  day: () => string;
}>;

const WORDS = [
  '稀土',
  'rare earths',
  'licence',
  'export',
  'tariff',
  'talks',
  'harmful',
  'Brussels',
  'Beijing',
  'unjustified',
];

/** `things`: how many of each kind are open. */
export const seededRandom = (seed: number, things: ReadonlyMap<Kind, number>): SeededRandom => {
  let state = seed;
  // mulberry32
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(random() * count);
  const one = <T>(from: readonly T[]) => from[below(from.length)];
  const some = <T>(from: readonly T[]) => from.filter(() => below(2) === 0);
  const known = (kind: Kind) => Array.from({ length: things.get(kind) ?? 0 }, (_, n) => `${kind}:${n}`);
  return {
    below,
    oneIn: (count) => below(count) === 0,
    one,
    some,
    id: (kind, before = Infinity) => one(known(kind).slice(0, before)) ?? `${kind}:0`,
    ids: (kind) => some(known(kind)),
    text: (about) => `${about} ${below(100)} ${one(WORDS)} ${one(WORDS)}`,
    day: () => new Date(Date.UTC(2025, below(12), 1 + below(28))).toISOString().slice(0, 10),
  };
};
