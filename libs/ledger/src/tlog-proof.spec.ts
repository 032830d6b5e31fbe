import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { signCheckpoint } from './checkpoint.js';
import { witnessVerifier } from './cosignature.js';
import { witnessSigner, noteSigner } from './signer.js';
import { leafHash } from './merkle.js';
import { COSIGNATURE, ED25519, formatVerifierKey } from './note-key.js';
import { generateSignerKey, parseSignerKey } from './signer-key.js';
import { formatNote, noteVerifier, parseNote, signatureOf, withSignatures } from './signed-note.js';
import { formatTlogProof, openTlogProof, parseTlogProof } from './tlog-proof.js';
import { Tree } from './tree.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const [hash1, hash2] = [sha256('hash1'), sha256('hash2')];
const [line1, line2] = [hash1.toString('base64'), hash2.toString('base64')];

describe('the format of a tlog-proof', () => {
  it('matches the tests of transparency-dev/formats', () => {
    const cases = [
      [
        { index: 5, proof: [hash1, hash2], checkpoint: 'test checkpoint\n' },
        `c2sp.org/tlog-proof@v1\nindex 5\n${line1}\n${line2}\n\ntest checkpoint\n`,
      ],
      [
        { index: 10, proof: [hash1], checkpoint: 'checkpoint data\n', extra: Buffer.from('extra information') },
        `c2sp.org/tlog-proof@v1\nextra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 10\n${line1}\n\ncheckpoint data\n`,
      ],
      [{ index: 0, proof: [], checkpoint: 'checkpoint\n' }, 'c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n'],
    ] as const;
    for (const [proof, text] of cases) {
      expect(formatTlogProof(proof)).toBe(text);
      expect(parseTlogProof(text)).toEqual(proof);
    }
  });
  it('is refused in the cases of these tests, and if it is not canonical', () => {
    for (const text of [
      '',
      'wrong-header\nindex 0\n\ncheckpoint\n',
      'index 0\n\ncheckpoint\n',
      'c2sp.org/tlog-proof@v1\n\ncheckpoint\n',
      'c2sp.org/tlog-proof@v1\n\n\ncheckpoint\n',
      'c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\ncheckpoint\n',
      'c2sp.org/tlog-proof@v1\nextra YQ==\nextra YQ==\nindex 0\n\ncheckpoint\n',
      'c2sp.org/tlog-proof@v1\nindex 0\nextra YQ==\n\ncheckpoint\n',
      'c2sp.org/tlog-proof@v1\nindex notanumber\n\ncheckpoint\n',
      'c2sp.org/tlog-proof@v1\nindex -5\n\ncheckpoint\n',
      'c2sp.org/tlog-proof@v1\nindex 00\n\ncheckpoint\n',
      'c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\ncheckpoint\n',
      `c2sp.org/tlog-proof@v1\nindex 0\n${Buffer.alloc(64).toString('base64')}\n\ncheckpoint\n`,
      `c2sp.org/tlog-proof@v1\nindex 0\n${`${line1}\n`.repeat(64)}\ncheckpoint\n`,
      `c2sp.org/tlog-proof@v1\nindex 0\n${line1}\n`,
      `c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\ncheckpoint\r\n`,
    ])
      expect(() => parseTlogProof(text)).toThrow('This is not a valid tlog proof');
  });
});

describe('a tlog-proof', () => {
  const secret = generateSignerKey('example.com/log', ED25519);
  const log = [noteVerifier(formatVerifierKey(parseSignerKey(secret, ED25519)))];
  const witnessSecret = generateSignerKey('witness.example/w1', COSIGNATURE);
  const witness = witnessVerifier(formatVerifierKey(parseSignerKey(witnessSecret, COSIGNATURE)));
  const entries = Array.from({ length: 11 }, (_, at) => sha256(`event ${at}`));
  const tree = new Tree();
  for (const entry of entries) tree.append(leafHash(entry));
  const checkpointAt = (size: number) =>
    signCheckpoint({ origin: 'example.com/log', size, root: tree.rootAt(size), extensions: [] }, noteSigner(secret));
  const proofOf = (index: number, size = tree.size) =>
    formatTlogProof({ index, proof: tree.inclusionProof(index, size), checkpoint: checkpointAt(size) });

  it('proves each entry offline with the key of the log', () => {
    for (const [index, entry] of entries.entries())
      for (let size = index + 1; size <= entries.length; size += 1)
        expect(openTlogProof(proofOf(index, size), entry, log)).toMatchObject({ index, checkpoint: { size } });
  });
  it('proves no other entry and no other index', () => {
    expect(() => openTlogProof(proofOf(3), entries[4]!, log)).toThrow('The entry is not proved');
    expect(() => openTlogProof(proofOf(3).replace('index 3', 'index 4'), entries[3]!, log)).toThrow('is not proved');
    expect(() => openTlogProof(proofOf(3).replace('index 3', 'index 11'), entries[3]!, log)).toThrow(
      'The entry is not proved: a tree of 11 leaves has no index 11.',
    );
  });
  it('proves nothing with a checkpoint of another log, or an unsigned one', () => {
    const other = [
      noteVerifier(formatVerifierKey(parseSignerKey(generateSignerKey('example.com/log', ED25519), ED25519))),
    ];
    expect(() => openTlogProof(proofOf(3), entries[3]!, other)).toThrow('None of your trusted keys');
    const unsigned = formatTlogProof({ index: 0, proof: [], checkpoint: 'checkpoint\n' });
    expect(() => openTlogProof(unsigned, entries[0]!, log)).toThrow('This is not a valid note');
  });
  it('returns the witnesses that cosigned the checkpoint', () => {
    const note = parseNote(checkpointAt(11));
    const cosigned = withSignatures(note, [signatureOf(note.text, witnessSigner(witnessSecret)(1_790_000_000))]);
    const file = formatTlogProof({ index: 3, proof: tree.inclusionProof(3, 11), checkpoint: formatNote(cosigned) });
    expect(openTlogProof(file, entries[3]!, log, [witness]).checkpoint.cosignatures).toHaveLength(1);
    expect(openTlogProof(file, entries[3]!, log).checkpoint.cosignatures).toEqual([]);
  });
  const refusalOf = (file: string, entry: Buffer): string => {
    try {
      openTlogProof(file, entry, log);
      return 'none';
    } catch (error) {
      return (error as Error).name;
    }
  };
  it('is invalid after a change of any character', () => {
    const file = proofOf(6);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, char) => {
        fc.pre(file[at] !== char);
        expect(refusalOf(file.slice(0, at) + char + file.slice(at + 1), entries[6]!)).toMatch(
          /^(Malformed|NoteRefused|NotProved)$/,
        );
      }),
      { numRuns: 500 },
    );
  });
});
