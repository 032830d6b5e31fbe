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
}>;
export const ACTS = ['correct', 'void', 'raise', 'lower', 'compartment', 'approve'] as const;
export type Act = (typeof ACTS)[number];

/**
 * Two worlds that differ only in what a reader may not see. They share the document's examples except those that are
 * `leftOut`. `lowered` things are secret until the end; `raised` ones are visible until the end, and their facts
 * differ. If the `whole` negotiation is raised, this applies to everything in it. `live`: somebody with the reader's
 * clearance read before, in one of the worlds.
 */
export type Pair = Readonly<{
  leftOut: readonly number[];
  lowered: readonly number[];
  raised: readonly number[];
  whole: boolean;
  live: boolean;
  moment: number;
  worlds: readonly [Secrets, Secrets];
}>;

const PLACES = 134;
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
});

export const pairs: fc.Arbitrary<Pair> = fc.record({
  leftOut: fc.array(fc.nat(PLACES), { maxLength: 6 }),
  lowered: fc.array(fc.nat(23), { maxLength: 2 }),
  raised: fc.array(fc.nat(23), { maxLength: 5 }),
  whole: fc.nat(5).map((n) => n === 5),
  live: fc.boolean(),
  moment: fc.nat(PLACES),
  worlds: fc.tuple(secrets, secrets),
});

/** The negotiation of the document's examples. */
export const TALKS = '5ba1ad00-0000-4000-8000-000000000001';
/** The ids of the document's examples. */
export const EXAMPLE_ID = /5ba1ad00-0000-4000-8000-[0-9a-f]{12}/g;
const NAMESPACE = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
/** The id of an example's thing in this run: that of the shared thing, or of a secret one. */
export const idIn = (run: number, space: 'shared' | number, example: string): string =>
  uuidv5(`${run} ${space} ${example}`, NAMESPACE);
