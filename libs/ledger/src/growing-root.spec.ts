import { hash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { leafHash, rootOf } from './merkle.js';
import { ENTRIES, ROOTS } from './testing/rfc6962.js';
import { GrowingRoot } from './growing-root.js';

const leafOf = (n: number) => hash('sha256', String(n), 'buffer');

describe('the root of a growing tree', () => {
  it('equals the roots of Certificate Transparency', () => {
    const tree = GrowingRoot.empty();
    const roots = ENTRIES.map((entry) => {
      const before = tree.root();
      tree.append(leafHash(entry));
      return before;
    });
    expect([...roots, tree.root()]).toEqual(ROOTS);
  });
  it('equals the recomputed root at every size', () => {
    const tree = GrowingRoot.empty();
    const leaves: Uint8Array[] = [];
    for (let size = 0; size < 300; size++) {
      expect(tree.root()).toEqual(rootOf(leaves));
      leaves.push(leafOf(size));
      tree.append(leafOf(size));
    }
  });
  it('grows independently after a copy', () => {
    fc.assert(
      fc.property(fc.nat(70), fc.nat(20), fc.nat(20), (size, one, other) => {
        const [tree, leaves] = [GrowingRoot.empty(), Array.from({ length: size }, (_, n) => leafOf(n))];
        for (const leaf of leaves) tree.append(leaf);
        const fork = tree.fork();
        const [left, right] = [one, other].map((count, n) =>
          Array.from({ length: count }, (_, k) => leafOf(-1 - k * 2 - n)),
        );
        for (const leaf of left!) tree.append(leaf);
        for (const leaf of right!) fork.append(leaf);
        expect([tree.root(), fork.root()]).toEqual([rootOf([...leaves, ...left!]), rootOf([...leaves, ...right!])]);
      }),
    );
  });
});
