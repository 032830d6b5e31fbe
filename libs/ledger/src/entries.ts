import { fromHex } from '#ledger/primitives.js';
import { GrowingRoot } from './growing-root.js';
import { HASH_SIZE, leafHash } from './merkle.js';

/** In bytes. */
const FIRST = 1024 * HASH_SIZE;

/** Memory of so many bytes. A browser has none that threads share, unless a page gives up much else for it. */
type Memory = (bytes: number) => ArrayBufferLike;
const SHARED: Memory = (bytes) => new SharedArrayBuffer(bytes);
export const NOT_SHARED: Memory = (bytes) => new ArrayBuffer(bytes);

/** The entries of a log in order, 32 bytes each, in memory that threads can share, unless it is said otherwise. */
export class Entries {
  private all: Uint8Array;
  private count = 0;

  constructor(private readonly memory = SHARED) {
    this.all = new Uint8Array(memory(FIRST));
  }

  /** Takes over entries that are in such memory already. */
  static of(bytes: Uint8Array, memory = SHARED): Entries {
    const entries = new Entries(memory);
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
      const larger = new Uint8Array(this.memory(Math.max(FIRST, this.all.length * 2)));
      larger.set(this.all);
      this.all = larger;
    }
    this.all.set(fromHex(entry), this.count * HASH_SIZE);
    this.count += 1;
  }
}

/** The entry with this index, 32 bytes. */
export const entryAt = (entries: Uint8Array, index: number): Uint8Array =>
  entries.slice(index * HASH_SIZE, (index + 1) * HASH_SIZE);

/** The root of the tree over the first `size` of these entries (RFC 9162 §2.1.1), 32 bytes. */
export const rootOver = (entries: Uint8Array, size: number): Uint8Array => {
  const root = GrowingRoot.empty();
  for (let index = 0; index < size; index += 1) root.append(leafHash(entryAt(entries, index)));
  return root.root();
};
