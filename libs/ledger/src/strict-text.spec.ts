import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decimalOf, formatProof, isPlainText, Malformed, parseProof, textOf } from './strict-text.js';

describe('a text of the ledger', () => {
  it('has canonical numbers', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (count) => decimalOf(String(count)) === count));
    for (const text of ['', '00', '01', '-1', '+1', '1.0', '1e3', ' 1', '1\n', '٣', '9007199254740992', '1'.repeat(17)])
      expect(decimalOf(text)).toBeUndefined();
  });
  it('is UTF-8 without control characters other than newline', () => {
    expect(textOf(Buffer.from('\uFEFFè subito sera\n'), 'note')).toBe('\uFEFFè subito sera\n');
    expect(() => textOf(Buffer.from([0x61, 0xff]), 'note')).toThrow(Malformed);
    expect(isPlainText('— è 稀土 🌶\n')).toBe(true);
    for (const text of ['a\u0000', 'a\tb', 'a\r\n', '\u001F', '\uD800']) expect(isPlainText(text)).toBe(false);
  });
  it('has at most as many proof lines as the largest tree needs', () => {
    const proof = Array.from({ length: 63 }, (_, at) => Buffer.alloc(32, at));
    expect(parseProof(formatProof(proof).split('\n').slice(0, -1), 'tlog-proof')).toEqual(proof);
    expect(() =>
      parseProof(
        formatProof([...proof, ...proof])
          .split('\n')
          .slice(0, 64),
        'tlog-proof',
      ),
    ).toThrow('63');
    for (const line of ['', 'AA==', Buffer.alloc(33).toString('base64'), `${proof[0]!.toString('base64')} `])
      expect(() => parseProof([line], 'tlog-proof')).toThrow('is not a hash in base64');
  });
  it('has an error that names the expected format', () => {
    expect(new Malformed('signer-key', 'it is empty')).toMatchObject({
      code: 'signer-key-malformed',
      message: 'This is not a valid signer key: it is empty.',
    });
  });
});
