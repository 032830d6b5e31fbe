import { GrowingRoot } from './growing-root.js';
import { HASH_SIZE, leafHash } from './merkle.js';
import { MemoryNodes } from './nodes.js';
import { Tree } from './tree.js';

/** In bytes. */
const FIRST = 1024 * HASH_SIZE;

/** The entries of a log in order, 32 bytes each, in memory that threads can share. */
export class Entries {
  private all: Uint8Array = new Uint8Array(new SharedArrayBuffer(FIRST));
  private count = 0;

  /** Takes over entries that are in such memory already. */
  static of(bytes: Uint8Array): Entries {
    const entries = new Entries();
    entries.all = bytes;
    entries.count = bytes.length / HASH_SIZE;
    return entries;
  }

  get size(): number {
    return this.count;
  }

  /** All entries, concatenated. */
  get bytes(): Uint8Array {
    return this.all.subarray(0, this.count * HASH_SIZE);
  }

  /** @param entry in hex */
  add(entry: string): void {
    if ((this.count + 1) * HASH_SIZE > this.all.length) {
      const larger = new Uint8Array(new SharedArrayBuffer(Math.max(FIRST, this.all.length * 2)));
      larger.set(this.all);
      this.all = larger;
    }
    this.all.set(Buffer.from(entry, 'hex'), this.count * HASH_SIZE);
    this.count += 1;
  }
}

/** The entry with this index, 32 bytes. */
export const entryAt = (entries: Uint8Array, index: number): Buffer =>
  Buffer.from(entries.subarray(index * HASH_SIZE, (index + 1) * HASH_SIZE));

/** The root of the tree over the first `size` of these entries (RFC 9162 §2.1.1), 32 bytes. */
export const rootOver = (entries: Uint8Array, size: number): Buffer => {
  const root = GrowingRoot.empty();
  for (let index = 0; index < size; index += 1) root.append(leafHash(entryAt(entries, index)));
  return root.root();
};

/** The tree over these entries, which can grow on. */
export const nodesOver = (entries: Uint8Array): MemoryNodes => {
  const nodes = new MemoryNodes();
  const tree = new Tree(nodes);
  for (let at = 0; at < entries.length; at += HASH_SIZE) tree.append(leafHash(entries.subarray(at, at + HASH_SIZE)));
  return nodes;
};
