import { describe, expect, it } from '@jest/globals';
import { openCheckpoint } from './checkpoint.js';
import { EMPTY_ROOT } from './merkle.js';
import { ED25519, formatVerifierKey, keyId } from './note-key.js';
import { noteVerifier } from './signed-note.js';
import { C2SP, TORCHWOOD } from './testing/notes.js';
import { verifyGrowth } from './verify-proof.js';
import {
  formatAddCheckpoint,
  formatTreeSize,
  parseAddCheckpoint,
  parseTreeSize,
  TREE_SIZE_TYPE,
} from './witness-request.js';

describe('a request to a witness', () => {
  it('is parsed and formatted like the C2SP example', () => {
    const request = parseAddCheckpoint(C2SP.addCheckpoint);
    expect(request).toMatchObject({
      old: 20852014,
      unverified: { origin: 'example.com/behind-the-sofa', size: 20852163 },
    });
    expect(request.proof).toHaveLength(4);
    expect(request.checkpoint.split('\n')).toHaveLength(7);
    expect(formatAddCheckpoint(request)).toBe(C2SP.addCheckpoint);
  });
  it('of a real log is signed by the log, and proves that it grew', () => {
    const { origin, publicKey, toOne, toThree, toFive } = TORCHWOOD;
    const key = noteVerifier(
      formatVerifierKey({
        name: origin,
        id: keyId(origin, ED25519, publicKey),
        type: ED25519,
        publicKey,
      }),
    );
    const [first, second, other] = [toOne, toThree, toFive].map((body) => {
      const { old, proof, checkpoint } = parseAddCheckpoint(body);
      return { old, proof, head: openCheckpoint(checkpoint, [key]) };
    });
    const none = { size: 0, root: EMPTY_ROOT };
    expect(verifyGrowth(none, first!.head, first!.proof)).toEqual({ holds: true });
    expect(verifyGrowth(first!.head, second!.head, second!.proof)).toEqual({ holds: true });
    expect(verifyGrowth(first!.head, other!.head, other!.proof)).toEqual({ holds: true });
    expect(verifyGrowth(first!.head, second!.head, other!.proof).holds).toBe(false);
    expect(verifyGrowth(second!.head, other!.head, other!.proof).holds).toBe(false);
  });
  it('is refused in any other format', () => {
    const { toOne, toThree } = TORCHWOOD;
    const line = `${Buffer.alloc(32).toString('base64')}\n`;
    for (const body of [
      '',
      'old 1\n',
      toThree.replace('old 1', 'old 01'),
      toThree.replace('old 1', 'old -1'),
      toThree.replace('old 1', 'old  1'),
      toThree.replace('old 1', 'Old 1'),
      toThree.replace('old 1', 'new 1'),
      toThree.replace('old 1\n', ''),
      toThree.replace('\n\n', '\n'),
      toThree.replace('KgEA', 'KgE'),
      toThree.replaceAll('\n', '\r\n'),
      toOne.replace('old 0\n', `old 0\n${line.repeat(64)}`),
    ])
      expect(() => parseAddCheckpoint(body)).toThrow('This is not a valid ');
  });
  it('is refused if the log shrank', () => {
    expect(() => parseAddCheckpoint(TORCHWOOD.toThree.replace('old 1', 'old 4'))).toThrow(
      'the old size is larger than the checkpoint',
    );
    expect(parseAddCheckpoint(TORCHWOOD.toThree.replace('old 1', 'old 3')).old).toBe(3);
  });
  it('must contain a checkpoint', () => {
    expect(() => parseAddCheckpoint('old 0\n\nhello\n')).toThrow('This is not a valid note');
    expect(() => parseAddCheckpoint(`old 0\n\n${C2SP.note}`)).toThrow('This is not a valid checkpoint');
  });
});

describe('the size in the response of a witness', () => {
  it('is a number and a newline, with its own media type', () => {
    expect(TREE_SIZE_TYPE).toBe('text/x.tlog.size');
    expect(formatTreeSize(20852014)).toBe('20852014\n');
    expect(parseTreeSize('20852014\n')).toBe(20852014);
    for (const body of ['', '\n', '1', '1\n\n', '01\n', '-1\n', 'one\n', '1\r\n'])
      expect(() => parseTreeSize(body)).toThrow('This is not a valid tree size');
  });
});
