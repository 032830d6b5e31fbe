import { hash } from 'node:crypto';

/**
 * A second verifier, from the definitions of what a proof is (PATH and PROOF, RFC 9162 §2.1.3.1 and §2.1.4.1) and not
 * from the steps of how to verify one. It takes the tree apart from the top, where verify-proof.ts climbs from the leaf.
 */
const join = (left: Uint8Array, right: Uint8Array) =>
  hash('sha256', Buffer.concat([Buffer.from([1]), left, right]), 'buffer');

const isSame = (one: Uint8Array | undefined, other: Uint8Array) =>
  one !== undefined && Buffer.compare(one, other) === 0;

const below = (n: number): number => 2 ** (Math.ceil(Math.log2(n)) - 1);

/** MTH(D_n), if PATH(m, D_n) is this path and d(m) hashes to the leaf; undefined if no such path can be. */
const rootByPath = (leaf: Uint8Array, m: number, n: number, path: readonly Uint8Array[]): Uint8Array | undefined => {
  if (n === 1) return path.length === 0 ? leaf : undefined;
  const [rest, last] = [path.slice(0, -1), path.at(-1)];
  if (last === undefined) return undefined;
  const k = below(n);
  const part = m < k ? rootByPath(leaf, m, k, rest) : rootByPath(leaf, m - k, n - k, rest);
  return part && (m < k ? join(part, last) : join(last, part));
};

export const plainInclusion = (
  leaf: Uint8Array,
  m: number,
  n: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
): boolean => m < n && isSame(rootByPath(leaf, m, n, path), root);

/** [MTH(D_m), MTH(D_n)] if SUBPROOF(m, D_n, b) is this path; `known` is MTH(D_m) of the first tree, for b = true. */
const rootsBySubproof = (
  m: number,
  n: number,
  path: readonly Uint8Array[],
  known: Uint8Array | undefined,
): readonly [Uint8Array, Uint8Array] | undefined => {
  if (m === n) {
    const [root] = known ? [known] : path;
    return root && path.length === (known ? 0 : 1) ? [root, root] : undefined;
  }
  const [rest, last] = [path.slice(0, -1), path.at(-1)];
  if (last === undefined) return undefined;
  const k = below(n);
  if (m <= k) {
    const left = rootsBySubproof(m, k, rest, known);
    return left && [left[0], join(left[1], last)];
  }
  const right = rootsBySubproof(m - k, n - k, rest, undefined);
  return right && [join(last, right[0]), join(last, right[1])];
};

export const plainConsistency = (
  m: number,
  root1: Uint8Array,
  n: number,
  root2: Uint8Array,
  path: readonly Uint8Array[],
): boolean => {
  if (m < 1 || m > n) return false;
  const roots = rootsBySubproof(m, n, path, root1);
  return roots !== undefined && isSame(roots[0], root1) && isSame(roots[1], root2);
};
