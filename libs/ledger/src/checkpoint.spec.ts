import { toBase64 } from '#ledger/primitives.js';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.js';
import { witnessVerifier } from './cosignature.js';
import { EMPTY_ROOT, leafHash } from './merkle.js';
import { ED25519, formatVerifierKey } from './note-key.js';
import { generateSignerKey, parseSignerKey } from './signer-key.js';
import { noteVerifier, parseNote } from './signed-note.js';
import { noteSigner } from './signer.js';
import { ARCHE, C2SP } from './testing/notes.js';

const ROOT = leafHash(Buffer.from('entry'));
const line = toBase64(ROOT);
const secret = generateSignerKey('example.com/log', ED25519);
const [signer, verifier] = [noteSigner(secret), noteVerifier(formatVerifierKey(parseSignerKey(secret, ED25519)))];
const checkpoint = { origin: 'example.com/log', size: 7, root: ROOT, extensions: [] };

describe('the text of a checkpoint', () => {
  it('equals the C2SP example', () => {
    const { text } = parseNote(C2SP.checkpoint);
    expect(parseCheckpoint(text)).toEqual({
      origin: 'example.com/behind-the-sofa',
      size: 20852163,
      root: Buffer.from('0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62', 'hex'),
      extensions: [],
    });
    expect(formatCheckpoint(parseCheckpoint(text))).toBe(text);
  });
  it('is unchanged after parsing and formatting', () => {
    const words = fc.string({ minLength: 1 }).filter((text) => !text.includes('\n'));
    const any = fc.record({
      origin: words,
      size: fc.maxSafeNat(),
      root: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
      extensions: fc.array(words, { maxLength: 3 }),
    });
    fc.assert(fc.property(any, (one) => expect(parseCheckpoint(formatCheckpoint(one))).toEqual(one)));
    expect(formatCheckpoint({ ...checkpoint, size: 0, root: EMPTY_ROOT })).toBe(
      'example.com/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n',
    );
  });
  it('has at least three lines, all canonical and not empty', () => {
    expect(parseCheckpoint(`log with spaces+plus\n1\n${line}\nan extension\n`).extensions).toEqual(['an extension']);
    for (const text of [
      '',
      'log\n1\n',
      `log\n1\n${line}`,
      `\n1\n${line}\n`,
      `log\n\n${line}\n`,
      `log\n01\n${line}\n`,
      `log\n-34\n${line}\n`,
      `log\n1.0\n${line}\n`,
      `log\nbananas\n${line}\n`,
      `log\n3438945738945739845734895735\n${line}\n`,
      'log\n1\nYmFuYW5hcw==\n',
      "log\n1\nThisIsn'tBase64\n",
      `log\n1\n${line.replace(/.=$/, 'x=')}\n`,
      `log\n1\n${line} \n`,
      `log\n1\n${line}\n\n`,
      `log\n1\n${line}\nlots\n\nof lines\n`,
      `log\r\n1\r\n${line}\r\n`,
    ])
      expect(() => parseCheckpoint(text)).toThrow('This is not a valid checkpoint');
  });
  it('is refused for an invalid checkpoint', () => {
    for (const wrong of [
      { origin: '' },
      { origin: 'a\nb' },
      { size: -1 },
      { size: 1.5 },
      { size: 2 ** 53 },
      { extensions: [''] },
      { root: Buffer.alloc(31) },
    ])
      expect(() => formatCheckpoint({ ...checkpoint, ...wrong })).toThrow('This is not a valid checkpoint');
  });
});

describe('a signed checkpoint', () => {
  it('of a real log can be opened with its key, and has the cosignatures of its witnesses', () => {
    const witnesses = ARCHE.witnesses.map(witnessVerifier);
    const opened = openCheckpoint(ARCHE.signed, [noteVerifier(ARCHE.key)], witnesses);
    expect(opened).toMatchObject({ origin: 'arche2025h1.staging.ct.transparency.dev', size: 1432088532 });
    expect(opened.signatures.map(({ id }) => id)).toEqual(['ba2f06c0']);
    expect(opened.cosignatures.map(({ name }) => name)).toEqual(witnesses.map(({ name }) => name));
    expect(openCheckpoint(ARCHE.signed, [noteVerifier(ARCHE.key)]).cosignatures).toEqual([]);
  });
  it('of a real log is refused with another size, and without its key, even if cosigned', () => {
    const [log, witnesses] = [noteVerifier(ARCHE.key), ARCHE.witnesses.map(witnessVerifier)];
    const other = ARCHE.signed.replace('1432088532', '1432088533');
    expect(() => openCheckpoint(other, [log])).toThrow('does not match this text');
    expect(() => openCheckpoint(other, [verifier], witnesses)).toThrow('does not match this text');
    expect(() => openCheckpoint(ARCHE.signed, [], witnesses)).toThrow('No key of the log arche2025h1');
    expect(() => openCheckpoint(ARCHE.signed, [verifier])).toThrow('None of your trusted keys');
  });
  it('is signed by the log, and opened with its verifier key', () => {
    expect(openCheckpoint(signCheckpoint(checkpoint, signer), [verifier])).toMatchObject(checkpoint);
  });
  it('must be signed by the key whose name is the origin', () => {
    const other = { ...checkpoint, origin: 'example.com/other' };
    expect(() => signCheckpoint(other, signer)).toThrow('No key of the log example.com/other');
    const text = formatCheckpoint(other);
    const forged = `${text}\n— ${signer.name} ${Buffer.concat([Buffer.from(signer.id, 'hex'), signer.sign(text)]).toString('base64')}\n`;
    expect(() => openCheckpoint(forged, [verifier])).toThrow('No key of the log example.com/other has signed this');
  });
  it('must be a checkpoint, even if the key of the log has signed it', () => {
    const text = 'example.com/log\nnot a size\n';
    const note = `${text}\n— ${signer.name} ${Buffer.concat([Buffer.from(signer.id, 'hex'), signer.sign(text)]).toString('base64')}\n`;
    expect(() => openCheckpoint(note, [verifier])).toThrow('This is not a valid checkpoint');
  });
});
