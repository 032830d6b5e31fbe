const BITS = 2 ** 23;
const HASHES = 4;

/**
 * A Bloom filter for strings, in one megabyte (Bloom 1970). A negative answer is certain. A positive one is wrong for one in fifty at a
 * million strings, and more often with more of them.
 */
export class BloomFilter {
  private readonly words = new Uint32Array(BITS / 32);

  add(text: string): void {
    for (const bit of bitsOf(text)) this.words[bit >>> 5]! |= 1 << (bit & 31);
  }

  mayContain(text: string): boolean {
    return bitsOf(text).every((bit) => (this.words[bit >>> 5]! & (1 << (bit & 31))) !== 0);
  }
}

/** Derives all hashes from two (Kirsch and Mitzenmacher 2006). */
const bitsOf = (text: string): readonly number[] => {
  const [one, step] = [hash(text, 0x811c9dc5), hash(text, 0x01000193) | 1];
  return Array.from({ length: HASHES }, (_, n) => (one + n * step) & (BITS - 1));
};

/** FNV-1a over characters, with the final mix of MurmurHash3, since the lowest bits of FNV alone are not uniform enough. */
const hash = (text: string, seed: number): number => {
  let made = seed;
  for (let i = 0; i < text.length; i += 1) made = Math.imul(made ^ text.charCodeAt(i), 0x01000193);
  made = Math.imul(made ^ (made >>> 16), 0x85ebca6b);
  made = Math.imul(made ^ (made >>> 13), 0xc2b2ae35);
  return made ^ (made >>> 16);
};
