import { describe, expect, it } from '@jest/globals';
import { COSIGNATURE, ED25519, formatVerifierKey, isKeyName, parseVerifierKey } from './note-key.js';
import { generateSignerKey, parseSignerKey } from './signer-key.js';
import { Malformed } from './strict-text.js';
import { ARCHE, C2SP, GO } from './testing/notes.js';

/** Every shorter part of a text, and the text with each character incremented: the cases of Go's own tests of keys. */
const mangled = (text: string): string[] => {
  const pieces = [];
  for (let from = 0; from <= text.length; from += 1)
    for (let to = from + 1; to <= text.length; to += 1)
      if (from !== 0 || to !== text.length) pieces.push(text.slice(from, to));
  const changed = Array.from(
    text,
    (char, at) => text.slice(0, at) + String.fromCharCode(char.charCodeAt(0) + 1) + text.slice(at + 1),
  );
  return [...pieces, ...changed];
};
const refused = (texts: readonly string[], read: (text: string) => unknown) =>
  texts.filter((text) => {
    try {
      read(text);
      return false;
    } catch (error) {
      return error instanceof Malformed;
    }
  });

describe('a verifier key', () => {
  it('is parsed and formatted like in other programs', () => {
    for (const text of [
      GO.peterKey,
      GO.enochKey,
      C2SP.key,
      ARCHE.key,
      'TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6',
    ])
      expect(formatVerifierKey(parseVerifierKey(text, ED25519))).toBe(text);
    for (const text of ARCHE.witnesses) expect(formatVerifierKey(parseVerifierKey(text, COSIGNATURE))).toBe(text);
    expect(parseVerifierKey(C2SP.key, ED25519)).toMatchObject({ name: 'example.com/foo', id: '530d903a', type: 1 });
  });
  it('is refused after any change', () => {
    const texts = [
      ...mangled(GO.peterKey),
      'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
      'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
      `${GO.peterKey}\n`,
      GO.peterKey.replace('c74f20a3', 'C74F20A3'),
      GO.peterKey.replace('PeterNeumann', 'Peter Neumann'),
    ];
    expect(refused(texts, (text) => parseVerifierKey(text, ED25519))).toHaveLength(texts.length);
  });
  it('of a witness cannot be used for a log, and vice versa', () => {
    expect(() => parseVerifierKey(ARCHE.witnesses[2], ED25519)).toThrow('its signature type is 4, but 1 is required');
    expect(() => parseVerifierKey(GO.peterKey, COSIGNATURE)).toThrow('its signature type is 1, but 4 is required');
  });
});

describe('a signer key', () => {
  it('is parsed like in Go, and has its verifier key', () => {
    expect(formatVerifierKey(parseSignerKey(GO.peterSecret, ED25519))).toBe(GO.peterKey);
  });
  it('is refused after any change, without the key in the message', () => {
    const texts = mangled(GO.peterSecret);
    expect(refused(texts, (text) => parseSignerKey(text, ED25519))).toHaveLength(texts.length);
    const wrong = GO.peterSecret.replace('AYEK', 'AYEL');
    const secret = wrong.slice(wrong.lastIndexOf('+') + 1);
    expect(() => parseSignerKey(wrong, ED25519)).toThrow('its id does not match its name and key');
    expect(() => parseSignerKey(wrong, ED25519)).not.toThrow(secret);
  });
  it('is different each time it is generated', () => {
    for (const type of [ED25519, COSIGNATURE] as const) {
      const [one, other] = [generateSignerKey('example.com/log', type), generateSignerKey('example.com/log', type)];
      expect(one).toMatch(/^PRIVATE\+KEY\+example\.com\/log\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/);
      expect(one).not.toBe(other);
      const key = formatVerifierKey(parseSignerKey(one, type));
      expect(parseVerifierKey(key, type)).toMatchObject({ name: 'example.com/log', type });
    }
  });
  it('needs a name without spaces and plus signs', () => {
    for (const name of ['example.com/log', 'PeterNeumann', 'quasimodo.example/è']) expect(isKeyName(name)).toBe(true);
    for (const name of ['', 'a b', 'a+b', 'a\nb', 'a\u00A0b', 'a\u2003b', 'a\u0085b', 'a\u0001b']) {
      expect(isKeyName(name)).toBe(false);
      expect(() => generateSignerKey(name, ED25519)).toThrow('This is not a valid key name');
    }
  });
});
