import { areEqual } from '#ledger/primitives.js';
import { EMPTY_ROOT, HASH_SIZE, levelOf, nodeHash } from './merkle.js';

/** The result of a verification. `because`: why the proof does not hold. */
export type Verdict = Readonly<{ holds: true } | { holds: false; because: string }>;

/** The size of a tree in leaves, and its root of 32 bytes. */
export type TreeHead = Readonly<{ size: number; root: Uint8Array }>;

/**
 * Whether this leaf is at `index` in the tree of `size` leaves with this root. Step by step as RFC 9162 §2.1.3.2.
 * @param leaf the leaf hash, 32 bytes: `leafHash(entry)` of an entry that the caller holds
 */
export const verifyInclusion = (
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): Verdict => {
  const unfit = invalidCounts(index, size) ?? invalidHashes(leaf, root, ...proof);
  if (unfit !== undefined) return fails(unfit);
  if (index >= size) return fails(`a tree of ${size} leaves has no index ${index}`);

  let place: NodePosition = { fn: index, sn: size - 1 };
  let hash = leaf;
  for (const sibling of proof) {
    if (place.sn === 0) return fails('the proof is too long for the tree');
    if (isRight(place)) {
      hash = nodeHash(sibling, hash);
      place = upToRight(place);
    } else hash = nodeHash(hash, sibling);
    place = up(place);
  }
  if (place.sn !== 0) return fails('the proof is too short for the tree');
  return areEqual(hash, root) ? HOLDS : fails('the proof does not lead from the leaf to the root');
};

/**
 * Whether the tree of `size2` leaves begins with the tree of `size1`. Step by step as RFC 9162 §2.1.4.2; both sizes are at
 * least 1. For equal sizes the proof is empty and the roots are equal.
 */
export const verifyConsistency = (
  size1: number,
  root1: Uint8Array,
  size2: number,
  root2: Uint8Array,
  proof: readonly Uint8Array[],
): Verdict => {
  const unfit = invalidCounts(size1, size2) ?? invalidHashes(root1, root2, ...proof);
  if (unfit !== undefined) return fails(unfit);
  if (size1 === 0) return fails('there is no proof from a tree without leaves');
  if (size1 > size2) return fails(`the tree shrank from ${size1} to ${size2} leaves`);
  if (size1 === size2) {
    if (proof.length > 0) return fails('the proof between trees of equal size must be empty');
    return areEqual(root1, root2) ? HOLDS : fails(`two trees of ${size1} leaves have different roots`);
  }
  if (proof.length === 0) return fails('the proof is empty, although the sizes differ');

  // If the first tree is complete, it is a node of the second: the proof omits its root, with which the path starts.
  const path = levelOf(size1) === undefined ? proof : [root1, ...proof];
  let place: NodePosition = { fn: size1 - 1, sn: size2 - 1 };
  while (place.fn % 2 === 1) place = up(place);
  let [first, second] = [path[0]!, path[0]!];
  for (const node of path.slice(1)) {
    if (place.sn === 0) return fails('the proof is too long for the trees');
    if (isRight(place)) {
      first = nodeHash(node, first);
      second = nodeHash(node, second);
      place = upToRight(place);
    } else second = nodeHash(second, node);
    place = up(place);
  }
  if (place.sn !== 0) return fails('the proof is too short for the trees');
  if (!areEqual(first, root1)) return fails('the proof does not lead to the root of the first tree');
  return areEqual(second, root2) ? HOLDS : fails('the proof does not lead to the root of the second tree');
};

/**
 * Whether the log only grew from one tree head to the other. As `verifyConsistency`, and also from an empty tree: with an
 * empty proof, because every tree begins with it (required by C2SP tlog-witness for the first checkpoint of a log).
 */
export const verifyGrowth = (from: TreeHead, to: TreeHead, proof: readonly Uint8Array[]): Verdict => {
  for (const { size, root } of [from, to])
    if (size === 0 && !areEqual(root, EMPTY_ROOT))
      return fails('the root of a tree without leaves must be SHA-256("")');
  if (from.size > 0) return verifyConsistency(from.size, from.root, to.size, to.root, proof);
  return proof.length === 0 ? HOLDS : fails('the proof from a tree without leaves must be empty');
};

const HOLDS: Verdict = { holds: true };
const fails = (because: string): Verdict => ({ holds: false, because });

/** fn and sn of RFC 9162: the index of the current node in its level, and that of the last node of the level. */
type NodePosition = Readonly<{ fn: number; sn: number }>;
// JavaScript cannot shift numbers beyond 32 bits.
const up = ({ fn, sn }: NodePosition): NodePosition => ({ fn: Math.floor(fn / 2), sn: Math.floor(sn / 2) });
const isRight = ({ fn, sn }: NodePosition) => fn % 2 === 1 || fn === sn;
/** A last node without a sibling moves up unchanged until it is a right child. */
const upToRight = (place: NodePosition): NodePosition => {
  while (place.fn % 2 === 0 && place.fn !== 0) place = up(place);
  return place;
};

const invalidCounts = (...counts: number[]) =>
  counts.every((count) => Number.isSafeInteger(count) && count >= 0)
    ? undefined
    : 'sizes and indices must be whole numbers of at least 0';
const invalidHashes = (...hashes: Uint8Array[]) =>
  hashes.every(({ length }) => length === HASH_SIZE) ? undefined : `hashes must have ${HASH_SIZE} bytes`;
