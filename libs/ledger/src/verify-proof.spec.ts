import { areEqual } from '#ledger/primitives.js';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { EMPTY_ROOT, leafHash, rootOf } from './merkle.js';
import { plainConsistency, plainInclusion } from './testing/plain-verifier.js';
import { CONSISTENCIES, ENTRIES, INCLUSIONS, ROOTS } from './testing/rfc6962.js';
import { Tree } from './tree.js';
import { verifyConsistency, verifyGrowth, verifyInclusion } from './verify-proof.js';

const ANOTHER = leafHash(Buffer.from('another'));
const flipped = (hash: Uint8Array, bit: number) => {
  const copy = Buffer.from(hash);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
};
/** Ways to tamper with a proof, each of which must be detected. */
const tampered = (proof: readonly Uint8Array[], bit: number): Uint8Array[][] => [
  [...proof, ANOTHER],
  [ANOTHER, ...proof],
  ...proof.map((_, at) => proof.toSpliced(at, 1)),
  ...proof.map((hash, at) => proof.with(at, flipped(hash, bit))),
  ...(proof.length > 1 ? [proof.toReversed()] : []),
];

type Inclusion = Parameters<typeof plainInclusion>;
type Consistency = Parameters<typeof plainConsistency>;

describe('verification on the reference tree', () => {
  it('accepts every reference inclusion proof, and no tampered one', () => {
    for (const { index, size, proof } of INCLUSIONS) {
      const [leaf, root] = [leafHash(ENTRIES[index]!), ROOTS[size]!];
      expect(verifyInclusion(leaf, index, size, proof, root)).toEqual({ holds: true });
      for (const wrong of tampered(proof, 3)) expect(verifyInclusion(leaf, index, size, wrong, root).holds).toBe(false);
      for (const [wrongLeaf, at, of, wrongRoot] of [
        [ANOTHER, index, size, root],
        [leaf, index + 1, size, root],
        [leaf, index, size * 2, root],
        [leaf, index, Math.floor(size / 2), root],
        [leaf, index, size, EMPTY_ROOT],
        [leaf, index, size, ANOTHER],
      ] as const)
        expect(verifyInclusion(wrongLeaf, at, of, proof, wrongRoot).holds).toBe(false);
    }
  });
  it('accepts every reference consistency proof, and no tampered one', () => {
    for (const { from, to, proof } of CONSISTENCIES) {
      const [root1, root2] = [ROOTS[from]!, ROOTS[to]!];
      expect(verifyConsistency(from, root1, to, root2, proof)).toEqual({ holds: true });
      for (const wrong of tampered(proof, 4))
        expect(verifyConsistency(from, root1, to, root2, wrong).holds).toBe(false);
      expect(verifyConsistency(from, ANOTHER, to, root2, proof).holds).toBe(false);
      expect(verifyConsistency(from, root1, to, ANOTHER, proof).holds).toBe(false);
      if (from !== to) {
        expect(verifyConsistency(from, root2, to, root1, proof).holds).toBe(false);
        expect(verifyConsistency(from, root1, to, root2, []).holds).toBe(false);
        expect(verifyConsistency(to, root2, from, root1, proof).holds).toBe(false);
      }
    }
  });
  it('gives the reason', () => {
    const { index, size, proof } = INCLUSIONS[1]!;
    const leaf = leafHash(ENTRIES[index]!);
    const because = (...args: Parameters<typeof verifyInclusion>) => {
      const verdict = verifyInclusion(...args);
      return verdict.holds ? undefined : verdict.because;
    };
    expect(because(leaf, 8, size, proof, ROOTS[8]!)).toBe('a tree of 8 leaves has no index 8');
    expect(because(leaf, 0, 0, [], EMPTY_ROOT)).toBe('a tree of 0 leaves has no index 0');
    expect(because(leaf, index, size, proof.slice(1), ROOTS[8]!)).toBe('the proof is too short for the tree');
    expect(because(leaf, index, size, [...proof, leaf], ROOTS[8]!)).toBe('the proof is too long for the tree');
    expect(because(leaf, index, size, proof, ROOTS[7]!)).toBe('the proof does not lead from the leaf to the root');
    expect(because(leaf, -1, size, proof, ROOTS[8]!)).toBe('sizes and indices must be whole numbers of at least 0');
    expect(because(Buffer.from('short'), 0, 1, [], ROOTS[1]!)).toBe('hashes must have 32 bytes');
    expect(because(leaf, 0, 2, [Buffer.alloc(0)], ROOTS[2]!)).toBe('hashes must have 32 bytes');
    expect(verifyConsistency(3, ROOTS[3]!, 3, ROOTS[4]!, [])).toEqual({
      holds: false,
      because: 'two trees of 3 leaves have different roots',
    });
    expect(verifyConsistency(2, ROOTS[2]!, 1, ROOTS[1]!, [])).toEqual({
      holds: false,
      because: 'the tree shrank from 2 to 1 leaves',
    });
  });
  it('has no proof from a tree without leaves, as in RFC 9162', () => {
    expect(verifyConsistency(0, EMPTY_ROOT, 8, ROOTS[8]!, []).holds).toBe(false);
    expect(verifyConsistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, []).holds).toBe(false);
  });
});

describe('the growth of a log', () => {
  const head = (size: number, root = ROOTS[size]!) => ({ size, root });
  it('from an empty tree has an empty proof', () => {
    expect(verifyGrowth(head(0), head(8), [])).toEqual({ holds: true });
    expect(verifyGrowth(head(0), head(0), [])).toEqual({ holds: true });
    expect(verifyGrowth(head(0), head(8), [ANOTHER]).holds).toBe(false);
    expect(verifyGrowth(head(0), head(0, ANOTHER), []).holds).toBe(false);
    expect(verifyGrowth(head(0, ANOTHER), head(8), []).holds).toBe(false);
  });
  it('from any other tree needs a proof', () => {
    const { from, to, proof } = CONSISTENCIES[2]!;
    expect(verifyGrowth(head(from), head(to), proof)).toEqual({ holds: true });
    expect(verifyGrowth(head(from, ANOTHER), head(to), proof).holds).toBe(false);
    expect(verifyGrowth(head(8), head(0), []).holds).toBe(false);
  });
});

/** Two seconds of work, in milliseconds, with room for a busy machine. */
const SLOW = 120_000;

describe('two independent verifiers', () => {
  const seeds = fc.uint8Array({ minLength: 1, maxLength: 4 });
  const trees = fc.tuple(fc.integer({ min: 1, max: 70 }), seeds).map(([size, seed]) => {
    const leaves = Array.from({ length: size }, (_, index) => leafHash(Buffer.from([...seed, index])));
    const tree = new Tree();
    for (const leaf of leaves) tree.append(leaf);
    return { leaves, tree };
  });
  const bits = fc.nat(255);
  const thatHold = {
    inclusion: (all: readonly Inclusion[]) =>
      all.filter((args) => verifyInclusion(...args).holds || plainInclusion(...args)),
    consistency: (all: readonly Consistency[]) =>
      all.filter((args) => verifyConsistency(...args).holds || plainConsistency(...args)),
  };

  it(
    'agree on 2,000 trees that inclusion proofs are valid and tampered ones are not',
    () => {
      fc.assert(
        fc.property(trees, fc.nat(), fc.nat(), bits, ({ leaves, tree }, a, b, bit) => {
          const size = 1 + (a % leaves.length);
          const index = b % size;
          const [leaf, root, proof] = [leaves[index]!, tree.rootAt(size), tree.inclusionProof(index, size)];
          expect(areEqual(root, rootOf(leaves.slice(0, size)))).toBe(true);
          expect(verifyInclusion(leaf, index, size, proof, root)).toEqual({ holds: true });
          expect(plainInclusion(leaf, index, size, proof, root)).toBe(true);

          const elsewhere = [index - 1, index + 1, index ^ 2, b % 71].filter((at) => at >= 0 && at !== index);
          const wrong: Inclusion[] = [
            [flipped(leaf, bit), index, size, proof, root],
            [leaf, index, size, proof, flipped(root, bit)],
            ...tampered(proof, bit).map((path): Inclusion => [leaf, index, size, path, root]),
            ...elsewhere.map((at): Inclusion => [leaf, at, size, proof, root]),
          ];
          expect(thatHold.inclusion(wrong)).toEqual([]);
        }),
        { numRuns: 2000 },
      );
    },
    SLOW,
  );
  it(
    'agree on 2,000 trees that consistency proofs are valid and tampered ones are not',
    () => {
      fc.assert(
        fc.property(trees, fc.nat(), fc.nat(), bits, ({ leaves, tree }, a, b, bit) => {
          const to = 1 + (a % leaves.length);
          const from = 1 + (b % to);
          const [root1, root2, proof] = [tree.rootAt(from), tree.rootAt(to), tree.consistencyProof(from, to)];
          expect(verifyConsistency(from, root1, to, root2, proof)).toEqual({ holds: true });
          expect(plainConsistency(from, root1, to, root2, proof)).toBe(true);

          const wrong: Consistency[] = [
            [from, flipped(root1, bit), to, root2, proof],
            [from, root1, to, flipped(root2, bit), proof],
            ...tampered(proof, bit).map((path): Consistency => [from, root1, to, root2, path]),
            ...(from === to ? [] : [[from, root2, to, root1, proof] satisfies Consistency]),
          ];
          expect(thatHold.consistency(wrong)).toEqual([]);
        }),
        { numRuns: 2000 },
      );
    },
    SLOW,
  );
  it(
    'agree on any sizes and indices',
    () => {
      // A root does not determine the size of its tree, so some proofs are also valid for a neighbouring size, for both verifiers.
      const number = fc.nat(40);
      fc.assert(
        fc.property(trees, number, number, number, number, ({ leaves, tree }, a, b, c, d) => {
          const size = 1 + (a % leaves.length);
          const [at, from] = [b % size, 1 + (b % size)];
          const root = tree.rootAt(size);
          const inclusion: Inclusion = [leaves[at]!, c, d, tree.inclusionProof(at, size), root];
          expect(verifyInclusion(...inclusion).holds).toBe(plainInclusion(...inclusion));
          const consistency: Consistency = [c, tree.rootAt(from), d, root, tree.consistencyProof(from, size)];
          expect(verifyConsistency(...consistency).holds).toBe(plainConsistency(...consistency));
        }),
        { numRuns: 2000 },
      );
    },
    SLOW,
  );
});
