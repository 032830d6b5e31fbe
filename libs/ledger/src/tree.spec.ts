import { areEqual } from '#ledger/primitives.js';
import { describe, expect, it } from '@jest/globals';
import { leafHash, nodeHash, rootOf } from './merkle.js';
import { MemoryNodes, type Nodes } from './nodes.js';
import { ProofRefused, Tree } from './tree.js';
import { CONSISTENCIES, ENTRIES, INCLUSIONS, NODES, ROOTS } from './testing/rfc6962.js';

const leaves = (count: number) => Array.from({ length: count }, (_, index) => leafHash(Buffer.from(`entry ${index}`)));
const treeOf = (hashes: readonly Uint8Array[], nodes?: Nodes) => {
  const tree = new Tree(nodes);
  for (const hash of hashes) tree.append(hash);
  return tree;
};
const refusal = (ask: () => unknown): string | undefined => {
  try {
    ask();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(ProofRefused);
    return (error as ProofRefused).code;
  }
};

describe('a growing tree', () => {
  it('has the reference root at every size, also later', () => {
    const tree = new Tree();
    expect(tree.root()).toEqual(ROOTS[0]);
    for (const [index, entry] of ENTRIES.entries()) {
      expect(tree.append(leafHash(entry))).toBe(index);
      expect(tree.size).toBe(index + 1);
      expect(tree.root()).toEqual(ROOTS[index + 1]);
    }
    expect(ROOTS.map((_, size) => tree.rootAt(size))).toEqual(ROOTS);
  });
  it('stores the reference nodes, including the leaves', () => {
    const nodes = new MemoryNodes();
    treeOf(ENTRIES.map(leafHash), nodes);
    expect(NODES.map((level, at) => level.map((_, index) => nodes.get(at, index)))).toEqual(NODES);
    expect([0, 1, 2, 3, 4].map((level) => nodes.count(level))).toEqual([8, 4, 2, 1, 0]);
    expect(() => nodes.get(0, 8)).toThrow('there is no node 8 at level 0');
    expect(() => nodes.append(0, Buffer.alloc(31))).toThrow('a hash has 32 bytes, not 31');
  });
  it('has the root of a full recomputation, over many pages', () => {
    const hashes = leaves(5000);
    const tree = treeOf(hashes);
    for (const size of [1, 1023, 1024, 1025, 4096, 4999, 5000])
      expect(tree.rootAt(size)).toEqual(rootOf(hashes.slice(0, size)));
  });
});

describe('a proof', () => {
  const tree = treeOf(ENTRIES.map(leafHash));
  it('equals the reference, for inclusion and consistency', () => {
    for (const { index, size, proof } of INCLUSIONS) expect(tree.inclusionProof(index, size)).toEqual(proof);
    for (const { from, to, proof } of CONSISTENCIES) expect(tree.consistencyProof(from, to)).toEqual(proof);
  });
  it('is empty between equal sizes', () => {
    for (let size = 1; size <= 8; size += 1) expect(tree.consistencyProof(size, size)).toEqual([]);
  });
  it('is refused for a tree without leaves', () => {
    expect(refusal(() => tree.inclusionProof(0, 0))).toBe('tree-empty');
    expect(refusal(() => tree.consistencyProof(0, 0))).toBe('tree-empty');
    expect(refusal(() => new Tree().consistencyProof(0, 0))).toBe('tree-empty');
    expect(refusal(() => tree.consistencyProof(0, 8))).toBe('from-empty-tree');
  });
  it('is refused for sizes and indices beyond the tree', () => {
    expect(refusal(() => tree.inclusionProof(8, 8))).toBe('index-beyond-size');
    expect(refusal(() => tree.inclusionProof(5, 5))).toBe('index-beyond-size');
    expect(refusal(() => tree.inclusionProof(0, 9))).toBe('size-beyond-tree');
    expect(refusal(() => tree.consistencyProof(1, 9))).toBe('size-beyond-tree');
    expect(refusal(() => tree.rootAt(9))).toBe('size-beyond-tree');
  });
  it('is refused from a larger to a smaller size, and for invalid numbers', () => {
    expect(refusal(() => tree.consistencyProof(8, 7))).toBe('sizes-reversed');
    for (const none of [-1, 1.5, NaN, Infinity, 2 ** 53]) {
      expect(refusal(() => tree.rootAt(none))).toBe('not-a-count');
      expect(refusal(() => tree.inclusionProof(none, 8))).toBe('not-a-count');
      expect(refusal(() => tree.consistencyProof(none, 8))).toBe('not-a-count');
    }
  });
  it('is refused with a message that says what to request', () => {
    expect(() => tree.inclusionProof(8, 8)).toThrow('A tree of 8 leaves has no index 8. Its last index is 7.');
    expect(() => tree.rootAt(9)).toThrow('The tree has 8 leaves and never had 9. Request a size of at most 8.');
  });
});

/**
 * The nodes of a tree of equal leaves: on each level all are equal, so a million of them need no million hashes. It
 * counts what is read and written from then on. Every hash that an append makes it also stores, so nodes stored above
 * the leaves are hashes made.
 */
class EqualLeaves implements Nodes {
  reads = 0;
  hashes = 0;
  private readonly counts: number[] = [];
  private readonly ofLevel = [leafHash(Buffer.from('all the same'))];
  constructor(size: number) {
    for (let level = 0; 2 ** level <= size; level += 1) {
      this.counts.push(Math.floor(size / 2 ** level));
      this.ofLevel.push(nodeHash(this.ofLevel[level]!, this.ofLevel[level]!));
    }
  }
  count(level: number) {
    return this.counts[level] ?? 0;
  }
  get(level: number, index: number) {
    if (index >= this.count(level)) throw new RangeError(`there is no node ${index} at level ${level}`);
    this.reads += 1;
    return this.ofLevel[level]!;
  }
  append(level: number, hash: Uint8Array) {
    if (!areEqual(hash, this.ofLevel[level]!)) throw new Error(`another hash at level ${level}`);
    this.counts[level] = this.count(level) + 1;
    if (level > 0) this.hashes += 1;
  }
}

describe('the cost of the ledger', () => {
  const leaf = leafHash(Buffer.from('all the same'));
  const hashesFor = (more: number, size: number) => {
    const nodes = new EqualLeaves(size);
    const tree = new Tree(nodes);
    expect(tree.size).toBe(size);
    for (let i = 0; i < more; i += 1) tree.append(leaf);
    expect(tree.size).toBe(size + more);
    return nodes.hashes;
  };
  it('does not grow with the log: 1,000 appends cost the same after 1,000 and after 1,000,000', () => {
    expect(hashesFor(1024, 1024)).toBe(1024);
    expect(hashesFor(1024, 1_048_576)).toBe(1023);
    for (const size of [1000, 1_000_000, 1_000_000_000]) {
      expect(hashesFor(1000, size)).toBeGreaterThan(980);
      expect(hashesFor(1000, size)).toBeLessThan(1020);
    }
  });
  it('is about twenty nodes for a root or a proof of a million leaves', () => {
    const size = 1_000_000;
    const nodes = new EqualLeaves(size);
    const tree = new Tree(nodes);
    const readsOf = (ask: () => unknown) => {
      nodes.reads = 0;
      ask();
      return nodes.reads;
    };
    expect(readsOf(() => tree.root())).toBe(7); // 1,000,000 has seven bits set
    for (const index of [0, 1, 65_535, 524_288, 999_998, 999_999])
      expect(readsOf(() => tree.inclusionProof(index, size))).toBeLessThanOrEqual(27);
    for (const from of [1, 3, 65_535, 524_288, 777_777, 999_999])
      expect(readsOf(() => tree.consistencyProof(from, size))).toBeLessThanOrEqual(40);
    expect(readsOf(() => tree.rootAt(777_777))).toBeLessThanOrEqual(20);
  });
});
