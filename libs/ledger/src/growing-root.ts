import { EMPTY_ROOT, nodeHash } from './merkle.js';

/** The root of a growing tree (RFC 9162 §2.1.1), computed with one stored hash per level instead of one per leaf. */
export class GrowingRoot {
  /** The complete subtrees that form the tree, at most one per level. */
  private constructor(private readonly subtrees: (Uint8Array | undefined)[]) {}

  static empty(): GrowingRoot {
    return new GrowingRoot([]);
  }

  /** Adds a leaf on the right, by its hash of 32 bytes. */
  append(leafHash: Uint8Array): void {
    let hash = leafHash;
    let level = 0;
    for (let left; (left = this.subtrees[level]) !== undefined; level += 1) {
      hash = nodeHash(left, hash);
      this.subtrees[level] = undefined;
    }
    this.subtrees[level] = hash;
  }

  /** The current root, 32 bytes. */
  root(): Uint8Array {
    let root: Uint8Array | undefined;
    for (const left of this.subtrees) if (left !== undefined) root = root === undefined ? left : nodeHash(left, root);
    return root ?? EMPTY_ROOT;
  }

  /** An independent copy. */
  fork(): GrowingRoot {
    return new GrowingRoot([...this.subtrees]);
  }
}
