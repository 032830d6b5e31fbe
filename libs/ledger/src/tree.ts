import { EMPTY_ROOT, HASH_SIZE, leafHash, levelOf, nodeHash, split } from './merkle.js';
import { MemoryNodes, type Nodes } from './nodes.js';

/** A proof or a root that the tree does not have. `code` is for programs, the message says what to request instead. */
export class ProofRefused extends Error {
  constructor(
    readonly code:
      | 'tree-empty'
      | 'not-a-count'
      | 'size-beyond-tree'
      | 'index-beyond-size'
      | 'from-empty-tree'
      | 'sizes-reversed',
    because: string,
  ) {
    super(because);
    this.name = ProofRefused.name;
  }
}

/**
 * The Merkle tree over a growing log (RFC 9162 §2.1). Sizes and indices count leaves; an index starts at 0. It stores the
 * hashes of all complete subtrees, leaves included, because a proof may need any of them. An append costs one hash on
 * average; a root or a proof for any earlier size costs about log2(size) hashes.
 */
export class Tree {
  constructor(private readonly nodes: Nodes = new MemoryNodes()) {}

  get size(): number {
    return this.nodes.count(0);
  }

  /**
   * Adds a leaf on the right.
   * @param leafHash 32 bytes, as `leafHash` of merkle.ts gives them
   * @returns the index of the leaf
   */
  append(leafHash: Uint8Array): number {
    const index = this.size;
    this.nodes.append(0, leafHash);
    let hash = leafHash;
    // A node with an odd index is a right child, and completes its parent.
    for (let level = 0, at = index; at % 2 === 1; level += 1, at = (at - 1) / 2) {
      hash = nodeHash(this.nodes.get(level, at - 1), hash);
      this.nodes.append(level + 1, hash);
    }
    return index;
  }

  /** The hash of a leaf, 32 bytes; undefined if the tree does not have it yet. */
  leaf(index: number): Uint8Array | undefined {
    return index < this.size ? this.nodes.get(0, index) : undefined;
  }

  /** The root of the whole tree, 32 bytes. */
  root(): Uint8Array {
    return this.rootAt(this.size);
  }

  /**
   * The root of the tree as it was when it had `size` leaves, 32 bytes.
   * @throws ProofRefused if the tree never had that size
   */
  rootAt(size: number): Uint8Array {
    this.assertSize(size);
    return size === 0 ? EMPTY_ROOT : this.hashOf(0, size);
  }

  /**
   * That leaf `index` is in the tree of `size` leaves: hashes from the sibling of the leaf up to the child of the root
   * (PATH, RFC 9162 §2.1.3.1). Empty for a tree of one leaf.
   * @throws ProofRefused
   */
  inclusionProof(index: number, size: number): Uint8Array[] {
    this.assertSize(size);
    if (size === 0)
      throw new ProofRefused('tree-empty', 'A tree without leaves has no proof. Request a size of at least 1.');
    assertCount('index', index);
    if (index >= size)
      throw new ProofRefused(
        'index-beyond-size',
        `A tree of ${size} leaves has no index ${index}. Its last index is ${size - 1}.`,
      );
    return this.path(index, 0, size);
  }

  /**
   * That the tree of `to` leaves begins with the tree of `from` leaves (PROOF, RFC 9162 §2.1.4.1). Empty for equal sizes.
   * @throws ProofRefused also if `from` is 0: every tree begins with the empty tree, and RFC 9162 defines no proof for that
   */
  consistencyProof(from: number, to: number): Uint8Array[] {
    this.assertSize(to);
    if (to === 0)
      throw new ProofRefused('tree-empty', 'A tree without leaves has no proof. Request a size of at least 1.');
    assertCount('size', from);
    if (from === 0)
      throw new ProofRefused(
        'from-empty-tree',
        'There is no proof from the empty tree, with which every tree begins. Request a proof from a size of at least 1.',
      );
    if (from > to)
      throw new ProofRefused(
        'sizes-reversed',
        `A tree cannot shrink from ${from} to ${to} leaves. Request a proof from the smaller to the larger size.`,
      );
    return this.subproof(from, 0, to, true);
  }

  /** MTH(D[start:end]): stored if the range is a complete subtree, otherwise computed from its two parts. */
  private hashOf(start: number, end: number): Uint8Array {
    const size = end - start;
    const level = levelOf(size);
    if (level !== undefined) return this.nodes.get(level, start / size);
    const middle = start + split(size);
    return nodeHash(this.hashOf(start, middle), this.hashOf(middle, end));
  }

  private path(index: number, start: number, end: number): Uint8Array[] {
    if (end - start === 1) return [];
    const middle = start + split(end - start);
    return index < middle
      ? [...this.path(index, start, middle), this.hashOf(middle, end)]
      : [...this.path(index, middle, end), this.hashOf(start, middle)];
  }

  /** SUBPROOF(from, D[start:end], known): `known` while the part is the first tree itself, whose root the reader has. */
  private subproof(from: number, start: number, end: number, known: boolean): Uint8Array[] {
    if (from === end) return known ? [] : [this.hashOf(start, end)];
    const middle = start + split(end - start);
    return from <= middle
      ? [...this.subproof(from, start, middle, known), this.hashOf(middle, end)]
      : [...this.subproof(from, middle, end, false), this.hashOf(start, middle)];
  }

  private assertSize(size: number): void {
    assertCount('size', size);
    if (size > this.size)
      throw new ProofRefused(
        'size-beyond-tree',
        `The tree has ${this.size} leaves and never had ${size}. Request a size of at most ${this.size}.`,
      );
  }
}

const assertCount = (what: string, value: number): void => {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new ProofRefused('not-a-count', `The ${what} ${value} is not a whole number of at least 0.`);
};

/** The tree over these entries, which can grow on. */
export const nodesOver = (entries: Uint8Array): MemoryNodes => {
  const nodes = new MemoryNodes();
  const tree = new Tree(nodes);
  for (let at = 0; at < entries.length; at += HASH_SIZE) tree.append(leafHash(entries.subarray(at, at + HASH_SIZE)));
  return nodes;
};
