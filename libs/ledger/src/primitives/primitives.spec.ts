import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ed25519 as curve } from '@noble/curves/ed25519.js';
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js';
import * as fc from 'fast-check';
import * as inBrowser from './in-browser.js';
import * as inNode from './in-node.js';

/** Both are used as the same module. */
const BOTH: Readonly<Record<string, typeof inNode>> = { 'in Node': inNode, 'in a browser': inBrowser };
const plain = (bytes: Uint8Array | undefined) => bytes && [...bytes];
const bytes = () => fc.uint8Array({ maxLength: 200 });

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const raw = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
/** The order of the group, to which RFC 8032 §5.1.7 holds the second half of a signature. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const { Point } = curve;
/** The points of which 8 times are nothing, the neutral one first. */
const SMALL = Array.from({ length: 8 }, (_, times) =>
  Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05').multiplyUnsafe(BigInt(times)),
);
/** Those, and in encodings that are not canonical: a y of p or more, and a sign of nothing. */
const ENCODED = [
  ...SMALL.map((point) => point.toBytes()),
  ...['ee', 'ed'].flatMap((low) => [`${low}${'ff'.repeat(30)}7f`, `${low}${'ff'.repeat(30)}ff`]).map(inNode.fromHex),
  inNode.fromHex(`01${'00'.repeat(30)}80`),
  inNode.fromHex(`ec${'ff'.repeat(31)}`),
];

const SECRET = 123_456_789n;
const OWN = Point.BASE.multiply(SECRET).toBytes();
type Signing = Readonly<{ key?: Uint8Array; secret?: bigint; nonce?: bigint }>;
/** A signature with that secret, whose first half is moved by a point. */
const signatureBy = (
  message: Uint8Array,
  shift: typeof Point.BASE,
  { key = OWN, secret = SECRET, nonce = 987_654_321n }: Signing = {},
) => {
  const first = Point.BASE.multiplyUnsafe(nonce).add(shift).toBytes();
  const factor = bytesToNumberLE(hashed(inNode.concat(first, key, message)));
  return inNode.concat(first, numberToBytesLE((nonce + factor * secret) % ORDER, 32));
};
const hashed = (given: Uint8Array) => new Uint8Array(createHash('sha512').update(given).digest());

describe('what the ledger needs from where it runs', () => {
  it('is the same in both: the same names', () => {
    expect(Object.keys(inBrowser).toSorted()).toEqual(Object.keys(inNode).toSorted());
  });

  it('hashes and encodes alike', () => {
    fc.assert(
      fc.property(bytes(), fc.string({ unit: 'grapheme' }), (given, text) => {
        expect(plain(inBrowser.sha256(given))).toEqual(plain(inNode.sha256(given)));
        expect(inBrowser.sha256Hex(given)).toBe(inNode.sha256Hex(given));
        const hex = inNode.toHex(given);
        expect(inBrowser.toHex(given)).toBe(hex);
        expect(plain(inBrowser.fromHex(hex))).toEqual(plain(given));
        expect(inBrowser.saltedHash(hex, text)).toBe(inNode.saltedHash(hex, text));
        const base64 = inNode.toBase64(given);
        expect(inBrowser.toBase64(given)).toBe(base64);
        expect(plain(inBrowser.fromBase64(base64))).toEqual(plain(given));
        expect(plain(inBrowser.toUtf8(text))).toEqual(plain(inNode.toUtf8(text)));
        expect(inBrowser.fromUtf8(inNode.toUtf8(text))).toBe(text);
        expect(inBrowser.fromUtf8(given)).toBe(inNode.fromUtf8(given));
        expect(plain(inBrowser.concat(given, given))).toEqual(plain(inNode.concat(given, given)));
        expect(inBrowser.areEqual(given, given.slice())).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it.each(Object.entries(BOTH))('takes base64 in its canonical form alone, %s', (_, { fromBase64, toBase64 }) => {
    fc.assert(
      fc.property(bytes(), (given) => {
        expect(plain(fromBase64(toBase64(given)))).toEqual(plain(given));
      }),
    );
    for (const text of ['AA', 'AA=', 'AB==', 'A A=', 'AA==\n', '-_==', 'AA==AA==', '!', 'ÿ===', 'AAA\u{1F336}'])
      expect(fromBase64(text)).toBeUndefined();
  });

  it.each(Object.entries(BOTH))('knows bytes that differ, and those that are not UTF-8, %s', (_, primitives) => {
    const { areEqual, fromUtf8 } = primitives;
    expect(areEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(areEqual(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
    expect(areEqual(new Uint8Array(0), Uint8Array.of(0))).toBe(false);
    expect(fromUtf8(Uint8Array.of(0x61, 0xff))).toBeUndefined();
    expect(fromUtf8(Uint8Array.of(0xed, 0xa0, 0x80))).toBeUndefined();
    expect(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\u{FEFF}a');
  });

  it.each([8191, 8192, 8193, 100_000, 1_000_000])('encodes %i bytes alike', (size) => {
    const given = Uint8Array.from({ length: size }, (_, at) => (at * 31) >> 3);
    const base64 = inNode.toBase64(given);
    expect(inBrowser.toBase64(given) === base64).toBe(true);
    expect(inBrowser.areEqual(inBrowser.fromBase64(base64)!, given)).toBe(true);
    expect(inBrowser.fromBase64(`${base64.slice(0, -8)}A===AAAA`)).toBeUndefined();
  });

  it.each(Object.entries(BOTH))('verifies signatures, and refuses altered ones, %s', (_, { ed25519 }) => {
    const isBy = ed25519(raw);
    fc.assert(
      fc.property(bytes(), fc.nat(511), (message, bit) => {
        const signature = new Uint8Array(sign(null, message, privateKey));
        expect(isBy(message, signature)).toBe(true);
        expect(isBy(Uint8Array.of(...message, 0), signature)).toBe(false);
        const altered = signature.slice();
        altered[bit >> 3]! ^= 1 << (bit & 7);
        expect(isBy(message, altered)).toBe(false);
      }),
      { numRuns: 10 },
    );
    const message = Uint8Array.of(1, 2, 3);
    const signature = new Uint8Array(sign(null, message, privateKey));
    for (const wrong of [signature.subarray(1), new Uint8Array(0), new Uint8Array(64), new Uint8Array(64).fill(255)])
      expect(isBy(message, wrong)).toBe(false);
    // The same modulo the order is another signature of the same message, which nobody has made.
    const second = BigInt(`0x${inNode.toHex(signature.slice(32).toReversed())}`) + ORDER;
    const bent = inNode.fromHex(second.toString(16).padStart(64, '0')).toReversed();
    expect(isBy(message, inNode.concat(signature.subarray(0, 32), bent))).toBe(false);
    // No point of the curve.
    expect(ed25519(new Uint8Array(32).fill(255))(message, signature)).toBe(false);
  });

  it('refuses alike a signature that fits only up to a point of small order', () => {
    const message = Uint8Array.of(1, 2, 3);
    for (const [order, point] of SMALL.entries()) {
      const signature = signatureBy(message, point);
      const expected = order === 0;
      expect([order, inNode.ed25519(OWN)(message, signature)]).toEqual([order, expected]);
      expect([order, inBrowser.ed25519(OWN)(message, signature)]).toEqual([order, expected]);
    }
  });

  it('says the same of keys that have a part of small order, whatever is signed with them', () => {
    let held = 0;
    const isAlike = fc.property(
      bytes(),
      fc.constantFrom(...SMALL),
      fc.constantFrom(...SMALL),
      (message, part, shift) => {
        const key = Point.BASE.multiply(SECRET).add(part).toBytes();
        const signature = signatureBy(message, shift, { key });
        const isBy = inNode.ed25519(key)(message, signature);
        expect(inBrowser.ed25519(key)(message, signature)).toBe(isBy);
        held += Number(isBy);
      },
    );
    fc.assert(isAlike, { numRuns: 80 });
    // The same draws in every run: the count of others could be lower by chance.
    held = 0;
    fc.assert(isAlike, { numRuns: 40, seed: 1 });
    expect(held).toBeGreaterThan(0);
  });

  it.each(Object.entries(BOTH))(
    'refuses keys and signatures of small order, in every encoding, %s',
    (_, { ed25519 }) => {
      expect(ENCODED).toHaveLength(14);
      for (const [n, small] of ENCODED.entries()) {
        const message = Uint8Array.of(n);
        const isBy = ed25519(small);
        for (const first of ENCODED) expect(isBy(message, inNode.concat(first, new Uint8Array(32)))).toBe(false);
        for (const shift of SMALL) {
          expect(isBy(message, signatureBy(message, shift, { key: small, secret: 0n }))).toBe(false);
          // Fits in the equation of RFC 8032 if the shift is nothing.
          expect(ed25519(OWN)(message, signatureBy(message, shift, { nonce: 0n }))).toBe(false);
        }
      }
    },
  );
});
