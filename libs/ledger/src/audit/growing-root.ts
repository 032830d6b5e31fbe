import { EMPTY_ROOT, nodeHash } from '../merkle.js';

/** The root of a tree that only grows (RFC 9162 §2.1.1), kept in one hash a level and not in one a leaf. */
export class GrowingRoot {
  /** The complete subtrees that the tree is made of, by level: no two of one level. */
  private constructor(private readonly subtrees: (Buffer | undefined)[]) {}

  static empty(): GrowingRoot {
    return new GrowingRoot([]);
  }

  /** Adds a leaf on the right, by its hash of 32 bytes. */
  append(leafHash: Buffer): void {
    let hash = leafHash;
    let level = 0;
    for (let left; (left = this.subtrees[level]) !== undefined; level += 1) {
      hash = nodeHash(left, hash);
      this.subtrees[level] = undefined;
    }
    this.subtrees[level] = hash;
  }

  /** The root as it is now, 32 bytes. */
  root(): Buffer {
    let root: Buffer | undefined;
    for (const left of this.subtrees) if (left !== undefined) root = root === undefined ? left : nodeHash(left, root);
    return root ?? EMPTY_ROOT;
  }

  /** Another tree that is the same so far. */
  fork(): GrowingRoot {
    return new GrowingRoot([...this.subtrees]);
  }
}
