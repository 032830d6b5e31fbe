import { File } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { fileOf, parties, randomOf, sampleLog } from '#ledger/audit/testing/sample.js';
import { MemoryNodes } from '#ledger/nodes.js';
import { fromHex, sha256Hex, toBase64 } from '#ledger/primitives.js';
import { leafHash } from '#ledger/merkle.js';
import { Tree } from '#ledger/tree.js';
import { checkFile } from './check-file.js';
import { type Check, FieldsWrong, type Progress } from './check-messages.js';

const owner = parties();
const key = owner.keys.log.verifier;
const log = sampleLog(randomOf(11), 13);
const forked = sampleLog(randomOf(12), 13);
const tree = new Tree(new MemoryNodes());
for (const { entry } of log) tree.append(leafHash(fromHex(entry)));
const kept = owner.sign(log);

const { id, stream, revision, type, data, metadata, salt, entry } = log[5]!;
const proof = {
  index: 5,
  size: log.length,
  root: toBase64(tree.root()),
  proof: tree.inclusionProof(5, log.length).map(toBase64),
  entry,
  salt,
  event: { id, stream, revision, type, data: JSON.parse(data) as object, metadata: JSON.parse(metadata) as object },
  checkpoint: kept,
};
const { checkpoint: _, ...bare } = proof;

const check = (text: string, others: Partial<Check> = {}, tell: (progress: Progress) => void = () => {}) =>
  checkFile(
    {
      file: new File([text], 'proof.json'),
      keys: key,
      witnesses: '',
      kept: '',
      event: '',
      ...others,
    },
    tell,
  );
const ofProof = async (value: object, note: string) => {
  const { verdict, kept: compared, report } = await check(JSON.stringify(value), { kept: note });
  return { holds: verdict.audit.holds, codes: verdict.audit.findings.map(({ code }) => code), compared, report };
};
const faults = async (value: object, others: Partial<Check>) => {
  const error: unknown = await check(JSON.stringify(value), others).catch((refused: unknown) => refused);
  if (!(error instanceof FieldsWrong)) throw error;
  return error.faults;
};

describe('a checkpoint that was kept, and a proof with its own', () => {
  it('are of one size and one root', async () => {
    const { report, ...rest } = await ofProof(proof, kept);
    expect(rest).toEqual({ holds: true, codes: [], compared: { is: 'same-root', size: 13 } });
    expect(report).toContain('since        the checkpoint of the proof has the root of your checkpoint, of 13 entries');
  });
  it('are of one size and two roots: the log has signed two histories', async () => {
    expect(await ofProof(proof, owner.sign(forked))).toMatchObject({ holds: false, codes: ['root-differs'] });
  });
  it('are of two sizes: it is said that it was not used', async () => {
    const { report, ...rest } = await ofProof(proof, owner.sign(log.slice(0, 9)));
    expect(rest).toEqual({ holds: true, codes: [], compared: { is: 'not-used' } });
    expect(report).toContain('your checkpoint was not used');
  });
  it('are of two logs, or one is not signed, or is none: the field is wrong', async () => {
    const other = parties('record.example.org/other');
    const of = (note: string, keys = key) => faults(proof, { kept: note, keys });
    expect(await of(other.sign(log))).toEqual([
      { field: 'kept', is: 'of-another-log', origin: 'record.example.org/other' },
    ]);
    // Its key is trusted, too.
    expect(await of(other.sign(log), `${key}\n${other.keys.log.verifier}`)).toEqual([
      { field: 'kept', is: 'of-another-log', origin: 'record.example.org/other' },
    ]);
    expect(await of(parties().sign(log))).toEqual([{ field: 'kept', is: 'unsigned' }]);
    expect(await of(kept.replace('\n13\n', '\n14\n'))).toEqual([{ field: 'kept', is: 'unsigned' }]);
    expect(await of('garbage')).toEqual([expect.objectContaining({ field: 'kept', is: 'malformed' })]);
  });
  it.each([
    ['lost its last newline', kept.trimEnd()],
    ['has one more', `${kept}\n`],
    ['has those of Windows', kept.replaceAll('\n', '\r\n')],
  ])('is read although it %s', async (_name, note) => {
    expect(await ofProof(proof, note)).toMatchObject({ holds: true, compared: { is: 'same-root' } });
    const file = (await fileOf(log, kept)).map((line) => `${line}\n`).join('');
    expect((await check(file, { kept: note })).verdict.audit.holds).toBe(true);
  });
});

describe('a proof that was asked for', () => {
  const ofWanted = async (wanted: NonNullable<Check['wanted']>, value: object = proof) => {
    const { verdict, missed, report } = await check(JSON.stringify(value), { wanted });
    return { holds: verdict.audit.holds, missed, says: report.split('\n').slice(0, 2) };
  };
  it('is of that event: its id, and what else is known of it', async () => {
    const says = ['proof.json holds.', expect.stringContaining('log')];
    expect(await ofWanted({ id })).toEqual({ holds: true, missed: undefined, says });
    expect(await ofWanted({ id, stream, revision, entry })).toEqual({ holds: true, missed: undefined, says });
  });
  it('is of another event, and its report does not say that it holds', async () => {
    const says = ['proof.json proves another event.', `  asked for    event ${log[6]!.id}`];
    expect(await ofWanted({ id: log[6]!.id })).toEqual({ holds: true, missed: 'another-event', says });
    for (const other of [{ stream: `${stream}0` }, { revision: revision + 1 }, { entry: log[6]!.entry }])
      expect(await ofWanted({ id, ...other })).toMatchObject({ missed: 'another-event' });
  });
  it('names no event: one that is withheld, or a whole record', async () => {
    const { event: _event, salt: _salt, ...sealed } = proof;
    expect(await ofWanted({ id }, { ...sealed, withheld: true })).toMatchObject({ holds: true, missed: 'no-event' });
    const file = (await fileOf(log, kept)).map((line) => `${line}\n`).join('');
    expect(await check(file, { wanted: { id } })).toMatchObject({ missed: 'no-event' });
  });
  it('does not hold: nothing is said of which event it would be', async () => {
    const altered = { ...proof, index: 6 };
    expect(await ofWanted({ id: log[6]!.id }, altered)).toMatchObject({ holds: false, missed: undefined });
  });
});

describe('a proof without a checkpoint', () => {
  it('holds by one of its size, and asks for it', async () => {
    expect(await ofProof(bare, kept)).toMatchObject({ holds: true });
    expect(await faults(bare, {})).toEqual([{ field: 'kept', is: 'missing', wanted: 13 }]);
    expect(await faults(bare, { kept: owner.sign(log.slice(0, 9)) })).toEqual([
      { field: 'kept', is: 'of-another-size', size: 9, wanted: 13 },
    ]);
  });
  it('does not hold by one of its size with another root', async () => {
    expect(await ofProof(bare, owner.sign(forked))).toMatchObject({ holds: false, codes: ['root-differs'] });
  });
});

describe('what was read', () => {
  it('is known by its hash', async () => {
    const text = JSON.stringify(proof);
    const { sha256, read } = await check(text);
    expect([sha256, read]).toEqual([sha256Hex(Buffer.from(text)), Buffer.byteLength(text)]);
  });
  it('is told by the lines that were checked, and not by those that wait', async () => {
    const text = (await fileOf(log, kept)).map((line) => `${line}\n`).join('');
    const told: Progress[] = [];
    await check(text, {}, (progress) => told.push(progress));
    expect(told.map(({ lines }) => lines)).toEqual(Array.from({ length: 15 }, (_line, at) => at + 1));
    expect(told[0]!.read).toBe(Buffer.byteLength(text.slice(0, text.indexOf('\n') + 1)));
    expect(told.at(-1)!.read).toBe(Buffer.byteLength(text));
  });
  it('is no proof of an event: that of consistency is named', async () => {
    const { verdict } = await check(JSON.stringify({ from: 5, to: 13, proof: [] }));
    expect(verdict.audit.findings.map(({ code }) => code)).toEqual(['proof-of-another-kind']);
  });
});
