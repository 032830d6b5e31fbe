import { HASH_SIZE } from './merkle.js';

/**
 * The hashes of all complete subtrees of a growing tree. Level 0 holds the leaf hashes, level n the subtrees of 2^n
 * leaves, in order, counted from 0. Nodes never change.
 */
export type Nodes = {
  /** How many nodes this level has. */
  count(level: number): number;
  /**
   * The hash of a node, 32 bytes. Do not modify it.
   * @throws RangeError if there is no such node
   */
  get(level: number, index: number): Uint8Array;
  /** Appends a hash of 32 bytes to a level. */
  append(level: number, hash: Uint8Array): void;
};

type Level = { count: number; readonly pages: Uint8Array[] };
/** The nodes of each level, in pages of memory that threads can share. */
export type SharedNodes = readonly Readonly<{ count: number; pages: readonly Uint8Array<SharedArrayBuffer>[] }>[];

/** Hashes per page: pages of 32 KiB are never copied when the tree grows, and waste little on upper levels. */
const PAGE = 1024;
export const PAGE_BYTES = PAGE * HASH_SIZE;

/** How many nodes each level of a tree of so many leaves has. */
export const nodesOfLevels = (leaves: number): readonly number[] =>
  leaves === 0 ? [] : [leaves, ...nodesOfLevels(Math.floor(leaves / 2))];

/** Nodes in memory, 64 bytes a leaf: a million leaves take 64 MB. */
export class MemoryNodes implements Nodes {
  private readonly levels: Level[] = [];

  /** Takes over nodes that another thread has made, and does not use any more. */
  static of(shared: SharedNodes): MemoryNodes {
    const nodes = new MemoryNodes();
    for (const { count, pages } of shared)
      nodes.levels.push({ count, pages: pages.map(({ buffer }) => Buffer.from(buffer)) });
    return nodes;
  }

  /** The nodes of a tree of so many leaves, as `read` puts them into memory, a page or less at a time. */
  static filled(leaves: number, read: (page: Uint8Array, level: number, from: number) => void): MemoryNodes {
    const nodes = new MemoryNodes();
    for (const [level, count] of nodesOfLevels(leaves).entries()) {
      const pages: Uint8Array[] = [];
      for (let from = 0; from < count; from += PAGE) {
        const page = Buffer.from(new SharedArrayBuffer(PAGE_BYTES));
        read(page.subarray(0, Math.min(PAGE, count - from) * HASH_SIZE), level, from);
        pages.push(page);
      }
      nodes.levels.push({ count, pages });
    }
    return nodes;
  }

  /** The nodes of a level from this one on, up to another one, as far as they are in one page. Do not modify them. */
  within(level: number, from: number, to: number): Uint8Array {
    const page = this.levels[level]?.pages[Math.floor(from / PAGE)];
    if (page === undefined || to > this.count(level))
      throw new RangeError(`level ${level} has no nodes ${from} to ${to}`);
    const start = from % PAGE;
    return page.subarray(start * HASH_SIZE, Math.min(PAGE, start + to - from) * HASH_SIZE);
  }

  get shared(): SharedNodes {
    return this.levels.map(({ count, pages }) => ({
      count,
      pages: pages.map(({ buffer }) => new Uint8Array(buffer as unknown as SharedArrayBuffer)),
    }));
  }

  count(level: number): number {
    return this.levels[level]?.count ?? 0;
  }

  get(level: number, index: number): Uint8Array {
    const page = index < this.count(level) ? this.levels[level]?.pages[Math.floor(index / PAGE)] : undefined;
    if (page === undefined) throw new RangeError(`there is no node ${index} at level ${level}`);
    const start = (index % PAGE) * HASH_SIZE;
    return page.subarray(start, start + HASH_SIZE);
  }

  append(level: number, hash: Uint8Array): void {
    if (hash.length !== HASH_SIZE) throw new RangeError(`a hash has ${HASH_SIZE} bytes, not ${hash.length}`);
    const at = (this.levels[level] ??= { count: 0, pages: [] });
    const place = at.count % PAGE;
    if (place === 0) at.pages.push(Buffer.from(new SharedArrayBuffer(PAGE * HASH_SIZE)));
    at.pages.at(-1)!.set(hash, place * HASH_SIZE);
    at.count += 1;
  }
}
