import { toBase64 } from '#ledger/primitives.js';
import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../canonical.js';
import { leafHash } from '../merkle.js';
import { MemoryNodes } from '../nodes.js';
import { formatTlogProof } from '../tlog-proof.js';
import { Tree } from '../tree.js';
import { Unreadable } from './finding.js';
import { ORIGIN, parties, randomOf, sampleLog, sealed, WITNESS } from './testing/sample.js';
import { type EventProofAudit, parseEventProof, verifyEventProof } from './verify-event-proof.js';
import { verifyFile } from './verify-file.js';

const owner = parties();
const log = sampleLog(randomOf(11), 13);
const tree = new Tree(new MemoryNodes());
for (const { entry } of log) tree.append(leafHash(Buffer.from(entry, 'hex')));
const note = owner.cosign(owner.sign(log));
const trust = { logKeys: [owner.logKey] };

const eventAt = (index: number) => {
  const { id, stream, revision, type, data, metadata } = log[index]!;
  return { id, stream, revision, type, data: JSON.parse(data) as object, metadata: JSON.parse(metadata) as object };
};
/** The answer of the service, in an order of its own. */
const inclusion = (index: number, others: object = {}) => ({
  index,
  size: log.length,
  root: toBase64(tree.root()),
  proof: tree.inclusionProof(index, log.length).map(toBase64),
  entry: log[index]!.entry,
  salt: log[index]!.salt,
  event: eventAt(index),
  checkpoint: note,
  ...others,
});
const verdict = (value: object | string, event?: object | string, checkpoint?: string): EventProofAudit => {
  try {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const proof = parseEventProof(text, typeof event === 'object' ? JSON.stringify(event) : event);
    if (proof === undefined) throw new Error('not a proof');
    return verifyEventProof(proof, trust, checkpoint ?? proof.checkpoint);
  } catch (error) {
    if (error instanceof Unreadable) return { holds: false, findings: [error.finding] };
    throw error;
  }
};
const codesOf = (...ask: Parameters<typeof verdict>) => verdict(...ask).findings.map(({ code }) => code);
const tlogProof = (index: number) =>
  formatTlogProof({ index, proof: tree.inclusionProof(index, log.length), checkpoint: note });

/** The only event of a log, with numbers that JSON can write in several ways. */
const amount = sealed(randomOf(12), { ...log[0]!, data: canonicalJson({ amount: 2 ** 53, none: 0 }) });
const ofAmount = {
  index: 0,
  size: 1,
  root: toBase64(leafHash(Buffer.from(amount.entry, 'hex'))),
  proof: [],
  entry: amount.entry,
  salt: amount.salt,
  event: { ...eventAt(0), data: JSON.parse(amount.data) as object },
  checkpoint: owner.sign([amount]),
};
const amountProof = formatTlogProof({ index: 0, proof: [], checkpoint: ofAmount.checkpoint });

async function* once(bytes: Uint8Array) {
  yield bytes;
}

describe('the proof of one event', () => {
  it('holds for every event, whatever the layout of its JSON', () => {
    for (let index = 0; index < log.length; index += 1) {
      const { id, stream, revision } = log[index]!;
      for (const text of [
        JSON.stringify(inclusion(index)),
        JSON.stringify(inclusion(index), null, 2).replaceAll('\n', '\r\n'),
      ])
        expect(verdict(text)).toMatchObject({
          holds: true,
          figures: { origin: ORIGIN, index, size: 13, event: { id, stream, revision } },
        });
    }
  });
  it('holds for a withheld event, of which it has only the entry', () => {
    const { salt: _, event: __, ...withheld } = inclusion(4, { withheld: true });
    const { holds, figures } = verdict(withheld);
    expect([holds, figures]).toEqual([true, expect.not.objectContaining({ event: expect.anything() })]);
  });
  it('holds as a tlog-proof with its event', () => {
    for (const saved of [inclusion(6), { event: eventAt(6), salt: log[6]!.salt }])
      expect(verdict(tlogProof(6), saved)).toMatchObject({
        holds: true,
        figures: { index: 6, event: { id: log[6]!.id } },
      });
  });
  it('holds against a checkpoint in a file of its own, and against none other', () => {
    const { checkpoint: _, ...bare } = inclusion(3);
    expect(verdict(bare, undefined, note).holds).toBe(true);
    expect(codesOf(bare)).toEqual(['proof-malformed']);
    expect(codesOf(bare, undefined, owner.sign(log.slice(0, 9)))).toEqual(['size-differs']);
    expect(codesOf(bare, undefined, parties().sign(log))).toEqual(['checkpoint-key-unknown']);
    expect(codesOf(bare, undefined, owner.sign(log.with(0, log[1]!)))).toEqual(['root-differs']);
  });
  it('names the witness that has cosigned', () => {
    const proof = parseEventProof(JSON.stringify(inclusion(1)))!;
    expect(verifyEventProof(proof, { ...trust, witnessKeys: [owner.witnessKey] }).figures!.cosignatures).toMatchObject([
      { name: WITNESS },
    ]);
  });

  it.each([
    ['its event was altered', inclusion(5, { event: { ...eventAt(5), revision: 99 } }), 'entry-differs'],
    ['its salt is another', inclusion(5, { salt: log[6]!.salt }), 'entry-differs'],
    ['its entry is another', inclusion(5, { entry: log[6]!.entry }), 'entry-differs'],
    ['its index is another', inclusion(5, { index: 6 }), 'not-proved'],
    ['its proof lacks a hash', inclusion(5, { proof: inclusion(5).proof.slice(1) }), 'not-proved'],
    ['its root is another', inclusion(5, { root: Buffer.alloc(32).toString('base64') }), 'root-differs'],
    ['its size is another', inclusion(5, { size: 12 }), 'size-differs'],
    [
      'its checkpoint was altered',
      inclusion(5, { checkpoint: note.replace('\n13\n', '\n14\n') }),
      'checkpoint-signature-invalid',
    ],
    ['its checkpoint is none', inclusion(5, { checkpoint: 'yes' }), 'checkpoint-malformed'],
    ['its event has no salt', inclusion(5, { salt: undefined }), 'proof-malformed'],
    ['its event has other fields', inclusion(5, { event: { ...eventAt(5), note: 'x' } }), 'proof-malformed'],
    ['its event has a number for a key', inclusion(5, { event: { ...eventAt(5), data: { 7: 1 } } }), 'proof-malformed'],
    ['its proof is not of hashes', inclusion(5, { proof: ['x'] }), 'proof-malformed'],
    ['its index is a text', inclusion(5, { index: '5' }), 'proof-malformed'],
  ] as const)('does not hold if %s', (_, value, code) => {
    expect(codesOf(value)).toEqual([code]);
  });
  /** JSON is read by other programs, too: none may see another event than the one that was proved. */
  it.each([
    ['a number has digits that were rounded', '9007199254740992', '9007199254740993'],
    ['a number is written otherwise', '9007199254740992', '9007199254740992.0'],
    ['a zero has a sign', '"none":0', '"none":-0'],
    ['a key of the event is repeated', '"amount":', '"amount":1,"amount":'],
    ['a key is repeated with an escape', '"amount":', '"\\u0061mount":1,"amount":'],
    ['the event is repeated', '"event":', '"event":{"id":"FORGED"},"event":'],
  ])('does not hold if %s', (_, signed, altered) => {
    const honest = JSON.stringify(ofAmount);
    const forged = honest.replace(signed, altered);
    expect(forged).not.toBe(honest);
    expect([verdict(honest).holds, verdict(amountProof, honest).holds]).toEqual([true, true]);
    expect(verdict(forged).findings).toMatchObject([
      { code: 'proof-malformed', because: expect.stringContaining('repeats a key') },
    ]);
    expect(codesOf(amountProof, forged)).toEqual(['proof-malformed']);
  });
  it('holds with each character of its texts escaped, and with any space between', () => {
    const text = JSON.stringify(inclusion(2), null, '\t').replaceAll(
      /[^\x20-\x7e\t\n]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    expect(text).toContain('\\u');
    expect([verdict(text).holds, verdict(tlogProof(2), text).holds]).toEqual([true, true]);
  });
  it('is read when it is as long as a file may be', () => {
    const long = { ...inclusion(2), note: '\\ "'.repeat(1_000_000), spaces: 'a'.repeat(5_000_000) };
    expect(verdict(JSON.stringify(long, null, 2)).holds).toBe(true);
  });
  it('is refused if its bytes are not UTF-8', async () => {
    const bytes = Buffer.from(JSON.stringify(inclusion(2)));
    const read = async (of: Uint8Array) => {
      const { kind, audit } = await verifyFile(once(of), { trust });
      return [kind, audit.findings.map(({ code }) => code)];
    };
    expect(await read(bytes)).toEqual(['event-proof', []]);
    bytes[bytes.indexOf('稀')] = 0xff;
    expect(await read(bytes)).toEqual(['event-proof', ['not-utf8']]);
    expect(await read(Buffer.from([0x7b, 0xff, 0x0a]))).toEqual(['audit-file', ['not-utf8']]);
  });

  it('does not hold as a tlog-proof of another event, without an event, or with Windows line ends', () => {
    expect(codesOf(tlogProof(6), inclusion(7))).toEqual(['not-proved']);
    expect(codesOf(tlogProof(6))).toEqual(['proof-malformed']);
    expect(codesOf(tlogProof(6), { id: 1 })).toEqual(['proof-malformed']);
    expect(codesOf(tlogProof(6).replace('index 6', 'index six'), inclusion(6))).toEqual(['proof-malformed']);
    expect(codesOf(tlogProof(6).replaceAll('\n', '\r\n'), inclusion(6))).toEqual(['windows-line-ends']);
  });
  it('is told from any other file', () => {
    for (const text of [
      '',
      '{}',
      '[]',
      'null',
      '{"proof":1}',
      canonicalJson({ checkpoint: note, format: 'x', size: 1 }),
    ])
      expect(parseEventProof(text)).toBeUndefined();
  });
});
