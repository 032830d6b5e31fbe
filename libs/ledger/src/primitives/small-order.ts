/**
 * The points of Ed25519 of which 8 times are nothing, as keys and as first halves of signatures, in hex. With such a key one
 * signature fits many texts. Some versions of Node refuse them and some do not: here they are always refused.
 */
export const isSmallOrder = (hex: string): boolean => SMALL_ORDER.has(hex);

/** Their y, also those that are not canonical: p and p + 1. */
const HEIGHTS = [
  `00${'00'.repeat(31)}`,
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
];
/** The last bit says which of the two points at a height is meant. */
const withLastBit = (hex: string): string =>
  hex.slice(0, -2) + (Number.parseInt(hex.slice(-2), 16) | 0x80).toString(16);
const SMALL_ORDER: ReadonlySet<string> = new Set(HEIGHTS.flatMap((hex) => [hex, withLastBit(hex)]));
