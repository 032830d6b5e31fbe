const BITS = 2 ** 23;
const HASHES = 4;

/**
 * A set of texts in one megabyte, however many (Bloom 1970). A no is certain; a yes is wrong for one in fifty at a
 * million texts, and the more often the more there are.
 */
export class BloomFilter {
  private readonly words = new Uint32Array(BITS / 32);

  add(text: string): void {
    for (const bit of bitsOf(text)) this.words[bit >>> 5]! |= 1 << (bit & 31);
  }

  mayHave(text: string): boolean {
    return bitsOf(text).every((bit) => (this.words[bit >>> 5]! & (1 << (bit & 31))) !== 0);
  }
}

/** Two hashes make all the others (Kirsch and Mitzenmacher 2006). */
const bitsOf = (text: string): readonly number[] => {
  const [one, step] = [hash(text, 0x811c9dc5), hash(text, 0x01000193) | 1];
  return Array.from({ length: HASHES }, (_, n) => (one + n * step) & (BITS - 1));
};

/** FNV-1a, by characters, and mixed at the end as in MurmurHash3: of FNV alone the lowest bits are too much alike. */
const hash = (text: string, seed: number): number => {
  let made = seed;
  for (let i = 0; i < text.length; i += 1) made = Math.imul(made ^ text.charCodeAt(i), 0x01000193);
  made = Math.imul(made ^ (made >>> 16), 0x85ebca6b);
  made = Math.imul(made ^ (made >>> 13), 0xc2b2ae35);
  return made ^ (made >>> 16);
};
