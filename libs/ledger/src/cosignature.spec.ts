import { describe, expect, it } from '@jest/globals';
import { openCheckpoint, signCheckpoint } from './checkpoint.js';
import { cosignatureTime, witnessVerifier } from './cosignature.js';
import { witnessSigner, noteSigner } from './signer.js';
import { leafHash } from './merkle.js';
import { COSIGNATURE, ED25519, formatVerifierKey } from './note-key.js';
import { generateSignerKey, parseSignerKey } from './signer-key.js';
import {
  formatNote,
  noteVerifier,
  openNote,
  parseNote,
  parseSignatures,
  signatureOf,
  withSignatures,
} from './signed-note.js';
import { ARCHE, C2SP, GO } from './testing/notes.js';

const log = generateSignerKey('example.com/log', ED25519);
const logVerifier = noteVerifier(formatVerifierKey(parseSignerKey(log, ED25519)));
const witness = generateSignerKey('witness.example/w1', COSIGNATURE);
const verifier = witnessVerifier(formatVerifierKey(parseSignerKey(witness, COSIGNATURE)));
const signed = signCheckpoint(
  { origin: 'example.com/log', size: 7, root: leafHash(Buffer.from('entry')), extensions: ['an extension'] },
  noteSigner(log),
);
const { text } = parseNote(signed);
const cosigned = (time: number, note = parseNote(signed)) =>
  formatNote(withSignatures(note, [signatureOf(text, witnessSigner(witness)(time))]));

describe('a cosignature', () => {
  it('of four public witnesses on a real checkpoint is valid, and has the time of each', () => {
    for (const key of ARCHE.witnesses) {
      const { signatures } = openNote(ARCHE.signed, [witnessVerifier(key)]);
      expect(signatures.map(cosignatureTime).map((time) => new Date(time * 1000).toISOString())).toEqual([
        '2026-05-23T21:50:24.000Z',
      ]);
    }
  });
  it('is not valid for another checkpoint or another time', () => {
    for (const key of ARCHE.witnesses) {
      const known = [witnessVerifier(key)];
      expect(() => openNote(ARCHE.signed.replace('1432088532', '42'), known)).toThrow('does not match this text');
      expect(() => openNote(ARCHE.signed.replaceAll('AAAABqEiEg', 'AAAABqEiEh'), known)).toThrow(
        'does not match this text',
      );
    }
  });
  it('has 72 bytes, of which the first eight are the time', () => {
    const [, w1] = parseNote(C2SP.checkpoint).signatures;
    expect([w1!.name, w1!.bytes.length, cosignatureTime(w1!)]).toEqual(['witness.example.com/w1', 72, 1679315147]);
    const [line] = parseSignatures(
      '— w ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA==\n',
    );
    expect(cosignatureTime(line!)).toBe(1727964367);
    expect(() => cosignatureTime(parseSignatures(GO.peter)[0]!)).toThrow('This is not a valid cosignature');
  });
  it('is added to the signed checkpoint, and replaced by a newer one', () => {
    const opened = openCheckpoint(cosigned(1_790_000_000), [logVerifier], [verifier]);
    expect(opened.cosignatures.map(cosignatureTime)).toEqual([1_790_000_000]);
    const again = openCheckpoint(
      cosigned(1_790_000_060, parseNote(cosigned(1_790_000_000))),
      [logVerifier],
      [verifier],
    );
    expect([again.signatures.length, again.cosignatures.map(cosignatureTime)]).toEqual([1, [1_790_000_060]]);
  });
  it('covers the extension lines', () => {
    expect(() => openNote(cosigned(1).replace('an extension', 'one extension'), [verifier])).toThrow(
      'does not match this text',
    );
  });
  it('is refused with a time that is too late, or with another length', () => {
    const note = parseNote(cosigned(1));
    const late = { ...note.signatures[1]!, bytes: Buffer.alloc(72, 0xff) };
    expect(() => cosignatureTime(late)).toThrow('its time is after the year 9999');
    for (const change of [
      (bytes: Uint8Array) => Buffer.concat([Buffer.alloc(8, 0xff), bytes.subarray(8)]),
      (bytes: Uint8Array) => bytes.subarray(0, 5),
      (bytes: Uint8Array) => bytes.subarray(0, 71),
      (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.of(0)]),
      (bytes: Uint8Array) => bytes.subarray(8),
    ]) {
      const signatures = note.signatures.map((one) =>
        one.name === verifier.name ? { ...one, bytes: change(one.bytes) } : one,
      );
      expect(() => openNote(formatNote({ text, signatures }), [verifier])).toThrow('does not match this text');
    }
  });
});

describe('a witness', () => {
  it('cosigns only checkpoints', () => {
    expect(() => witnessSigner(witness)(1).sign('I owe you\n')).toThrow('This is not a valid checkpoint');
    expect(() => verifier.verifies('I owe you\n', Buffer.alloc(72))).toThrow('This is not a valid checkpoint');
  });
  it('signs with a time in whole seconds', () => {
    expect(() => witnessSigner(witness)(1.5).sign(text)).toThrow(RangeError);
    expect(() => witnessSigner(witness)(-1).sign(text)).toThrow(RangeError);
  });
  it('has a key type of its own, so a cosignature is not the signature of a log, and vice versa', () => {
    expect(() => witnessSigner(log)).toThrow('its signature type is 1, but 4 is required');
    expect(() => witnessVerifier(GO.peterKey)).toThrow('its signature type is 1, but 4 is required');
    expect(() => noteVerifier(ARCHE.witnesses[0])).toThrow('its signature type is 4, but 1 is required');
    expect(() => noteSigner(witness)).toThrow('its signature type is 4, but 1 is required');
  });
});
