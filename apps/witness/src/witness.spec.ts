import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { openCheckpoint, signCheckpoint } from '#ledger/checkpoint.js';
import { cosignatureTime, witnessVerifier } from '#ledger/cosignature.js';
import { leafHash } from '#ledger/merkle.js';
import { COSIGNATURE, ED25519, formatVerifierKey, keyId } from '#ledger/note-key.js';
import { generateSignerKey } from '#ledger/signer-key.js';
import { formatNote, noteVerifier, openNote, parseNote, withSignatures } from '#ledger/signed-note.js';
import { C2SP, TORCHWOOD } from '#ledger/testing/notes.js';
import { formatAddCheckpoint } from '#ledger/witness-request.js';
import { History, Operator } from './testing/history.js';
import { type Answer, Witness } from './witness.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-witness-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const operator = new Operator('example.com/log');
const stranger = new Operator('example.com/other');
const key = generateSignerKey('witness.example/w1', COSIGNATURE);
const NOON = Date.parse('2025-10-27T12:00:00.900Z');

const newFolder = () => mkdtempSync(join(root, 'w-'));
const witnessOf = (logs = [operator.verifierKey], folder = newFolder()) => new Witness(folder, key, logs, () => NOON);
const ask = (witness: Witness, body: string) => witness.addCheckpoint(Buffer.from(body));
const cosignatureOf = (answer: Answer) => {
  if (answer.status !== 200) throw new Error(`it answered ${JSON.stringify(answer)}`);
  return answer.cosignature;
};
const entries = (count: number, of = 'entry') => Array.from({ length: count }, (_, n) => `${of} ${n}`);

describe('a witness', () => {
  it('cosigns the first checkpoint that it sees of a log, with the second at which it does', () => {
    const witness = witnessOf();
    const history = History.of(operator, ...entries(5));
    const cosignature = cosignatureOf(ask(witness, history.request(0)));
    const note = formatNote(withSignatures(parseNote(history.signed()), [cosignature]));
    const opened = openCheckpoint(note, [noteVerifier(operator.verifierKey)], [witnessVerifier(witness.verifierKey)]);
    expect([opened.size, opened.cosignatures.map(cosignatureTime)]).toEqual([5, [Math.floor(NOON / 1000)]]);
  });

  it('cosigns whatever continues it, and after that nothing that is older', () => {
    const witness = witnessOf();
    const history = History.of(operator, ...entries(12));
    let old = 0;
    for (const size of [1, 2, 3, 7, 8, 12]) {
      expect(ask(witness, history.request(old, size))).toMatchObject({ status: 200, grew: true });
      old = size;
    }
    for (const size of [1, 7, 11]) expect(ask(witness, history.request(1, size))).toEqual({ status: 409, known: 12 });
  });

  it('cosigns the same checkpoint again, at a later time', () => {
    let now = NOON;
    const witness = new Witness(newFolder(), key, [operator.verifierKey], () => now);
    const history = History.of(operator, ...entries(3));
    ask(witness, history.request(0));
    now += 60_000;
    const again = ask(witness, history.request(3));
    expect(again).toMatchObject({ status: 200, grew: false });
    expect(cosignatureTime(cosignatureOf(again))).toBe(Math.floor(NOON / 1000) + 60);
  });

  it('cosigns the empty tree, and what grows from it', () => {
    const witness = witnessOf();
    const history = History.of(operator);
    expect(ask(witness, history.request(0)).status).toBe(200);
    expect(ask(witness, history.request(0)).status).toBe(200);
    expect(ask(witness, history.grow('entry').request(0)).status).toBe(200);
    expect(ask(witness, history.request(0))).toEqual({ status: 409, known: 1 });
  });

  it('cosigns the extension lines too, since the cosignature covers them', () => {
    const witness = witnessOf();
    const note = History.of(operator, 'entry').signed(1, ['one more line']);
    const cosignature = cosignatureOf(ask(witness, formatAddCheckpoint({ old: 0, proof: [], checkpoint: note })));
    const { text } = parseNote(note);
    const known = [witnessVerifier(witness.verifierKey)];
    expect(openNote(formatNote({ text, signatures: [cosignature] }), known).signatures).toHaveLength(1);
  });

  it('knows several logs, and several keys of one', () => {
    const renewed = new Operator(operator.origin);
    const witness = witnessOf([operator.verifierKey, renewed.verifierKey, stranger.verifierKey]);
    const history = History.of(operator, ...entries(3));
    expect(ask(witness, history.request(0)).status).toBe(200);
    const other = History.of(stranger, ...entries(1, 'other'));
    expect(ask(witness, other.request(0)).status).toBe(200);
    const checkpoint = signCheckpoint(
      { origin: renewed.origin, size: 3, root: history.tree.root(), extensions: [] },
      renewed.signer,
    );
    expect(ask(witness, formatAddCheckpoint({ old: 3, proof: [], checkpoint })).status).toBe(200);
    expect(witness.seen()).toEqual([
      { origin: operator.origin, size: 3 },
      { origin: stranger.origin, size: 1 },
    ]);
  });

  it('follows the Sigsum log of the C2SP tests as that one grows, and not as it then does not', () => {
    const { origin, publicKey, toOne, toThree, toFive } = TORCHWOOD;
    const verifierKey = formatVerifierKey({
      name: origin,
      id: keyId(origin, ED25519, publicKey),
      type: ED25519,
      publicKey,
    });
    const witness = witnessOf([verifierKey]);
    expect(ask(witness, toOne).status).toBe(200);
    expect(ask(witness, toFive.replace('+fUDV', '+gUDV')).status).toBe(422);
    expect(ask(witness, toThree).status).toBe(200);
    expect(ask(witness, toFive)).toEqual({ status: 409, known: 3 });
  });
});

describe('a witness refuses', () => {
  const history = History.of(operator, ...entries(8));
  const seen = (size: number) => {
    const witness = witnessOf();
    if (size > 0) cosignatureOf(ask(witness, history.request(0, size)));
    return witness;
  };

  it.each([
    ['nothing at all', ''],
    ['no text', 'old 0\n\n\u0000'],
    ['a size with a zero before it', history.request(5).replace('old 5', 'old 05')],
    ['a size that is larger than the checkpoint', history.request(0, 4).replace('old 0', 'old 5')],
    ['no empty line', history.request(0).replace('\n\n', '\n')],
    ['64 proof lines', history.request(0).replace('old 0\n', `old 0\n${`${'A'.repeat(43)}=\n`.repeat(64)}`)],
    ['a proof line that is no hash', history.request(5).replace('old 5\n', 'old 5\nabc\n')],
    ['no signature', history.request(0).replace(/— .*\n/, '')],
    ['a note that is no checkpoint', `old 0\n\n${C2SP.note}`],
  ])('%s: 400', (_, body) => {
    expect(ask(seen(5), body)).toMatchObject({
      status: 400,
      because: expect.stringMatching(/^This is not a valid .*\.$/),
    });
  });
  it('bytes that are no UTF-8: 400', () => {
    const broken = Buffer.concat([Buffer.from(history.request(0)), Buffer.of(0xff)]);
    expect(witnessOf().addCheckpoint(broken).status).toBe(400);
  });
  it('a log that it does not know: 404', () => {
    const body = History.of(stranger, 'entry').request(0);
    expect(ask(seen(5), body)).toMatchObject({ status: 404, because: expect.stringContaining(stranger.origin) });
    expect(ask(seen(5), C2SP.addCheckpoint).status).toBe(404);
    expect(ask(witnessOf([stranger.verifierKey]), body).status).toBe(200);
  });
  it('what no key of the log has signed, or not this: 403', () => {
    const impostor = History.of(new Operator(operator.origin), ...entries(8));
    expect(ask(seen(5), impostor.request(5)).status).toBe(403);
    expect(ask(seen(5), history.request(5).replace('\n8\n', '\n9\n')).status).toBe(403);
    expect(ask(witnessOf([operator.verifierKey, stranger.verifierKey]), signedByAnother(history)).status).toBe(403);
    expect(ask(seen(5), history.request(5)).status).toBe(200);
  });
  it('an old size that is not the one it knows: 409, and names that', () => {
    for (const old of [0, 3, 4, 6, 8]) expect(ask(seen(5), history.request(old))).toEqual({ status: 409, known: 5 });
    expect(ask(seen(0), history.request(5))).toEqual({ status: 409, known: 0 });
    expect(ask(seen(5), history.request(5)).status).toBe(200);
  });
  it('another tree of the size that it knows: 409, and tells what the log has signed', () => {
    const other = history.fork(4).grow('another');
    expect(ask(seen(5), other.request(5))).toEqual({ status: 409, known: 5, contradiction: other.signed() });
    expect(ask(seen(5), history.request(5, 5)).status).toBe(200);
  });
  it('an empty tree with a root that is none: 409', () => {
    const checkpoint = signCheckpoint(
      { origin: operator.origin, size: 0, root: leafHash(Buffer.from('x')), extensions: [] },
      operator.signer,
    );
    expect(ask(witnessOf(), formatAddCheckpoint({ old: 0, proof: [], checkpoint })).status).toBe(409);
  });
  it('a proof that does not hold: 422, and tells what the log has signed', () => {
    const other = history.fork(4).grow(...entries(4, 'other'));
    const right = history.proof(5, 8);
    const bad: [string, string][] = [
      ['another history', other.request(5)],
      ['another history with the right proof', other.request(5, 8, right)],
      ['no proof', history.request(5, 8, [])],
      ['a hash too few', history.request(5, 8, right.slice(1))],
      ['a hash too many', history.request(5, 8, [...right, right[0]!])],
      ['the order changed', history.request(5, 8, right.toReversed())],
      ['a proof from another size', history.request(5, 8, history.proof(4, 8))],
      ['a proof where the tree is the same', history.request(5, 5, right)],
    ];
    for (const [what, body] of bad)
      expect([what, ask(seen(5), body)]).toMatchObject([
        what,
        { status: 422, contradiction: expect.stringContaining(operator.origin) },
      ]);
    expect(ask(seen(5), history.request(5)).status).toBe(200);
  });
  it('a proof for the first checkpoint: 422', () => {
    expect(ask(seen(0), history.request(0, 8, history.proof(5, 8))).status).toBe(422);
    expect(ask(seen(0), history.request(0)).status).toBe(200);
  });
});

const signedByAnother = (history: History) => {
  const { tree } = history;
  const text = { origin: stranger.origin, size: tree.size, root: tree.root(), extensions: [] };
  const { signatures } = parseNote(signCheckpoint(text, stranger.signer));
  const checkpoint = formatNote({ text: parseNote(history.signed()).text, signatures });
  return formatAddCheckpoint({ old: 0, proof: [], checkpoint });
};

describe('what a witness keeps', () => {
  it('is one file a log, which its owner alone can read: the checkpoint, signed by the log and by the witness', () => {
    const folder = newFolder();
    const witness = witnessOf([operator.verifierKey], folder);
    const history = History.of(operator, ...entries(5));
    ask(witness, history.request(0, 2));
    ask(witness, history.request(2));
    const [file, ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    const opened = openCheckpoint(
      readFileSync(join(folder, file!), 'utf8'),
      [noteVerifier(operator.verifierKey)],
      [witnessVerifier(witness.verifierKey)],
    );
    expect([opened.size, opened.signatures.length, opened.cosignatures.length]).toEqual([5, 1, 1]);
    expect(statSync(join(folder, file!)).mode & 0o077).toBe(0);
  });
  it('outlives it', () => {
    const folder = newFolder();
    const history = History.of(operator, ...entries(5));
    ask(witnessOf([operator.verifierKey], folder), history.request(0, 4));
    const next = witnessOf([operator.verifierKey], folder);
    expect(next.seen()).toEqual([{ origin: operator.origin, size: 4 }]);
    expect(ask(next, history.fork(3).grow('another', 'past').request(4)).status).toBe(422);
    expect(ask(next, history.request(4)).status).toBe(200);
  });
  it('is not believed if it was changed, cut off, or put in the place of that of another log', () => {
    const folder = newFolder();
    const logs = [operator.verifierKey, stranger.verifierKey];
    const witness = witnessOf(logs, folder);
    ask(witness, History.of(operator, ...entries(5)).request(0));
    const [file] = readdirSync(folder).map((name) => join(folder, name));
    ask(witness, History.of(stranger, ...entries(3)).request(0));
    const other = readdirSync(folder)
      .map((name) => join(folder, name))
      .find((name) => name !== file)!;
    const kept = readFileSync(file!, 'utf8');
    const next = History.of(operator, ...entries(6)).request(5);
    for (const text of ['', kept.slice(0, 40), kept.replace('\n5\n', '\n4\n'), kept.replace(/— witness.*\n/, '')]) {
      writeFileSync(file!, text);
      expect(() => ask(witness, next)).toThrow('is not what this witness has stored');
    }
    copyFileSync(other, file!);
    expect(() => ask(witness, next)).toThrow('it belongs to another log, example.com/other');
    writeFileSync(file!, kept);
    expect(ask(witness, next).status).toBe(200);
  });
  it('is not written to where a checkpoint is refused', () => {
    const folder = newFolder();
    const witness = witnessOf([operator.verifierKey], folder);
    const history = History.of(operator, ...entries(5));
    ask(witness, history.fork(2).grow('another').request(2));
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('whatever a log with many histories asks for', () => {
  it('all that the witness ever cosigns of it is one history', () => {
    const step = fc.record({
      from: fc.nat({ max: 20 }),
      grow: fc.nat({ max: 4 }),
      // Told as it is, so that many come through, or anything.
      old: fc.oneof(fc.constant('known' as const), fc.nat({ max: 25 })),
      again: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const witness = witnessOf();
        const histories = [History.of(operator)];
        const cosigned: History[] = [];
        for (const [n, { from, grow, old, again }] of steps.entries()) {
          const base = histories[(histories.length - 1) % (from + 1)]!;
          const fork = again ? base : base.fork(Math.min(from, base.size)).grow(...entries(grow, `step ${n}`));
          histories.push(fork);
          const known = old === 'known' ? witness.seen()[0]!.size : old;
          if (known > fork.size) continue;
          if (ask(witness, fork.request(known)).status === 200) cosigned.push(fork);
        }
        cosigned.reduce((before, after) => {
          expect(after.size).toBeGreaterThanOrEqual(before.size);
          expect(after.tree.rootAt(before.size)).toEqual(before.tree.root());
          return after;
        }, History.of(operator));
      }),
      { numRuns: 60 },
    );
  });
});
