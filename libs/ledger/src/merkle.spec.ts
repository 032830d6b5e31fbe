import { describe, expect, it } from '@jest/globals';
import { EMPTY_ROOT, leafHash, levelOf, nodeHash, rootOf, split } from './merkle.js';
import { ENTRIES, NODES, ROOTS } from './testing/rfc6962.js';

const leaves = ENTRIES.map(leafHash);

describe('the hashes of the ledger', () => {
  it('equal those of the reference tree of RFC 6962', () => {
    expect(leaves).toEqual(NODES[0]);
    for (const [level, nodes] of NODES.slice(1).entries())
      for (const [at, node] of nodes.entries())
        expect(nodeHash(NODES[level]![at * 2]!, NODES[level]![at * 2 + 1]!)).toEqual(node);
  });
  it('give the reference root for each size, and SHA-256 of nothing for size 0', () => {
    expect(ROOTS.map((_, size) => rootOf(leaves.slice(0, size)))).toEqual(ROOTS);
    expect(EMPTY_ROOT).toEqual(ROOTS[0]);
  });
  it('distinguish a leaf from a node', () => {
    const [left, right] = [leaves[0]!, leaves[1]!];
    expect(leafHash(Buffer.concat([left, right]))).not.toEqual(nodeHash(left, right));
  });
});

describe('a tree', () => {
  it('is split at the largest power of two below its size', () => {
    expect([2, 3, 4, 5, 8, 9, 2 ** 31 + 1, 2 ** 40].map(split)).toEqual([1, 2, 2, 4, 4, 8, 2 ** 31, 2 ** 39]);
  });
  it('is complete only for powers of two, of any size', () => {
    for (let level = 0; level < 53; level += 1) expect(levelOf(2 ** level)).toBe(level);
    for (const size of [3, 5, 6, 7, 2 ** 20 + 1, 2 ** 31 - 1, 2 ** 52 + 1, 2 ** 53 - 1])
      expect(levelOf(size)).toBeUndefined();
  });
});
