import * as fc from 'fast-check';
import { v5 as uuidv5 } from 'uuid';

/**
 * What one world has above the reader's clearance. `clones`: facts of the document's examples, repeated about secret
 * things, and their place in the record; `links` selects which of the things that they name are secret too. `acts`:
 * what is done to secret things and to those that are raised at the end.
 */
export type Secrets = Readonly<{
  clones: readonly Readonly<{ at: number; opens: boolean; example: number; space: number; links: number }>[];
  acts: readonly Readonly<{ at: number; thing: number; act: Act }>[];
  /** Raised, lowered and raised again, before the reader comes. */
  wavers: boolean;
  /** What is done to hidden things while they read, and what else is told of them. It shows nothing to anybody who reads. */
  meanwhile: readonly Readonly<{ round: number; thing: number; act: HidingAct }>[];
  /** So many more hidden things, recorded in batches. */
  many: number;
}>;
const HIDING_ACTS = ['correct', 'void', 'raise', 'secret', 'compartment', 'approve', 'tell'] as const;
export type HidingAct = (typeof HIDING_ACTS)[number];
const ACTS = ['correct', 'void', 'raise', 'lower', 'compartment', 'approve'] as const;
export type Act = (typeof ACTS)[number];

/** A moment of the past on one axis or on several: places in the record, and a day of the world. */
export type MomentOf = Readonly<{
  asOf?: number | undefined;
  knownAt?: number | undefined;
  happenedBy?: string | undefined;
}>;
/** Reading while the record goes on. `remarked`: a thing that all see, which is hidden and shown again in between. */
export type Round = Readonly<{ remarked: number }>;

/**
 * Two worlds that differ only in what a reader may not see. They share the document's examples except those that are
 * `leftOut`. `lowered` things are secret until the end; `raised` ones are visible until the end, and their facts
 * differ. If the `whole` negotiation is raised, this applies to everything in it. `live`: somebody with the reader's
 * clearance read before, in one of the worlds. `moments` are asked in this order.
 */
export type Pair = Readonly<{
  leftOut: readonly number[];
  lowered: readonly number[];
  raised: readonly number[];
  whole: boolean;
  live: boolean;
  moment: number;
  moments: readonly MomentOf[];
  rounds: readonly Round[];
  worlds: readonly [Secrets, Secrets];
}>;

const PLACES = 134;
const MOST_ROUNDS = 2;
const secrets: fc.Arbitrary<Secrets> = fc.record({
  clones: fc.array(
    fc.record({
      at: fc.nat(PLACES),
      opens: fc.boolean(),
      example: fc.nat(PLACES),
      space: fc.nat(1),
      links: fc.nat(31),
    }),
    {
      maxLength: 40,
      size: 'max',
    },
  ),
  acts: fc.array(fc.record({ at: fc.nat(PLACES), thing: fc.nat(30), act: fc.constantFrom(...ACTS) }), {
    maxLength: 20,
    size: 'max',
  }),
  wavers: fc.boolean(),
  meanwhile: fc.array(
    fc.record({ round: fc.nat(MOST_ROUNDS - 1), thing: fc.nat(30), act: fc.constantFrom(...HIDING_ACTS) }),
    { maxLength: 6, size: 'max' },
  ),
  many: fc.constant(0),
});

const place = fc.option(fc.nat(PLACES), { nil: undefined });
const day = fc.option(fc.constantFrom('2025-10-09', '2025-10-27', '2025-10-30', '2026-06-30'), { nil: undefined });
const moment: fc.Arbitrary<MomentOf> = fc
  .record({ asOf: place, knownAt: place, happenedBy: day })
  .filter((axes) => Object.values(axes).some((axis) => axis !== undefined));

export const pairs: fc.Arbitrary<Pair> = fc.record({
  leftOut: fc.array(fc.nat(PLACES), { maxLength: 6 }),
  lowered: fc.array(fc.nat(23), { maxLength: 2 }),
  raised: fc.array(fc.nat(23), { maxLength: 5 }),
  whole: fc.nat(5).map((n) => n === 5),
  live: fc.boolean(),
  moment: fc.nat(PLACES),
  moments: fc.array(moment, { minLength: 1, maxLength: 4, size: 'max' }),
  rounds: fc.array(fc.record({ remarked: fc.nat(23) }), { maxLength: MOST_ROUNDS, size: 'max' }),
  worlds: fc.tuple(secrets, secrets),
});

/** Pairs of which one world has so many hidden things more than the other. */
export const pairsWith = (many: number): fc.Arbitrary<Pair> =>
  pairs.map((pair) => ({ ...pair, worlds: [{ ...pair.worlds[0], many }, pair.worlds[1]] }));

/** The negotiation of the document's examples. */
export const TALKS = '5ba1ad00-0000-4000-8000-000000000001';
/** The ids of the document's examples. */
export const EXAMPLE_ID = /5ba1ad00-0000-4000-8000-[0-9a-f]{12}/g;
const NAMESPACE = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
/** The id of an example's thing in this run: that of the shared thing, or of a secret one. */
export const idIn = (run: number, space: 'shared' | number, example: string): string =>
  uuidv5(`${run} ${space} ${example}`, NAMESPACE);
