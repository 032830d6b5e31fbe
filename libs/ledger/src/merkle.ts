import { concat, sha256 } from '#ledger/primitives.js';

/** Bytes in a hash of the tree: SHA-256. */
export const HASH_SIZE = 32;

const LEAF = 0x00;
const NODE = 0x01;

/** What is hashed is put together here. */
const leaf = new Uint8Array(1 + HASH_SIZE).fill(LEAF);
const node = new Uint8Array(1 + 2 * HASH_SIZE).fill(NODE);

/** The root of an empty tree: SHA-256 of nothing (RFC 9162 §2.1.1, RFC 6962 §2.1). 32 bytes. */
export const EMPTY_ROOT = sha256(new Uint8Array(0));

/**
 * The hash of a leaf: SHA-256(0x00 ‖ entry), 32 bytes (RFC 9162 §2.1.1).
 * @param entry the bytes of the entry; an event of the record has 32 of them
 */
export const leafHash = (entry: Uint8Array): Uint8Array => {
  if (entry.length !== HASH_SIZE) return sha256(concat(Uint8Array.of(LEAF), entry));
  leaf.set(entry, 1);
  return sha256(leaf);
};

/** The hash of an inner node: SHA-256(0x01 ‖ left ‖ right), 32 bytes (RFC 9162 §2.1.1). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => {
  node.set(left, 1);
  node.set(right, 1 + HASH_SIZE);
  return sha256(node);
};

/** How many of `size` leaves are in the left subtree: the largest power of two below it (RFC 9162 §2.1.1). `size` is at least 2. */
export const split = (size: number): number => {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
};

/** The level of the complete subtree with `size` leaves, 0 for a leaf; undefined unless `size` is a power of two. */
export const levelOf = (size: number): number | undefined => {
  const level = Math.round(Math.log2(size));
  return 2 ** level === size ? level : undefined;
};

/** The root over these leaf hashes, without any cache: MTH of RFC 9162 §2.1.1. 32 bytes. */
export const rootOf = (leafHashes: readonly Uint8Array[]): Uint8Array => {
  const [first] = leafHashes;
  if (first === undefined) return EMPTY_ROOT;
  if (leafHashes.length === 1) return first;
  const left = split(leafHashes.length);
  return nodeHash(rootOf(leafHashes.slice(0, left)), rootOf(leafHashes.slice(left)));
};
