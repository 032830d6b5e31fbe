import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ED25519, formatVerifierKey } from './note-key.js';
import { generateSignerKey, parseSignerKey } from './signer-key.js';
import {
  formatNote,
  formatSignatures,
  noteVerifier,
  openNote,
  parseNote,
  parseSignatures,
  NoteRefused,
  signatureOf,
  withSignatures,
} from './signed-note.js';
import { noteSigner } from './signer.js';
import { isPlainText, type Malformed } from './strict-text.js';
import { C2SP, GO } from './testing/notes.js';

const [peter, enoch] = [noteVerifier(GO.peterKey), noteVerifier(GO.enochKey)];
const note = (...lines: string[]) => `${GO.text}\n${lines.join('')}`;
const broken = (line: string) => `${line.slice(0, 60)}ABCD${line.slice(60)}`;
const codeOf = (read: () => unknown): string => {
  try {
    read();
    return 'none';
  } catch (error) {
    return (error as NoteRefused | Malformed).code;
  }
};

describe('a signed note', () => {
  it('by others can be opened: the examples of C2SP and Go', () => {
    expect(openNote(C2SP.note, [noteVerifier(C2SP.key)]).text).toBe('This is an example message.\n');
    const opened = openNote(note(GO.peter, GO.enoch), [peter, enoch]);
    expect(opened.text).toBe(GO.text);
    expect(opened.signatures.map(({ name, id }) => `${name}+${id}`)).toEqual([
      'PeterNeumann+c74f20a3',
      'EnochRoot+af0cfe78',
    ]);
  });
  it('has the same bytes as if signed by Go', () => {
    const signer = noteSigner(GO.peterSecret);
    expect(formatNote({ text: GO.text, signatures: [signatureOf(GO.text, signer)] })).toBe(note(GO.peter));
  });
  it('may have empty lines in its text; the last one separates it from the signatures', () => {
    const { text, signatures } = parseNote(C2SP.poem);
    expect(text).toBe('Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n');
    expect(signatures.map(({ name, bytes }) => [name, bytes.length])).toEqual([['quasimodo.example/salvatore', 64]]);
    expect(formatNote({ text, signatures })).toBe(C2SP.poem);
  });
  it('is unchanged after parsing and formatting', () => {
    const signer = noteSigner(generateSignerKey('example.com/log', ED25519));
    const text = fc.array(fc.string({ unit: 'grapheme' }).filter(isPlainText)).map((lines) => `${lines.join('\n')}\n`);
    fc.assert(
      fc.property(text, (words) => {
        const signatures = [signatureOf(words, signer)];
        expect(parseNote(formatNote({ text: words, signatures }))).toEqual({ text: words, signatures });
      }),
    );
  });
});

describe('the signers of a note', () => {
  it('are only those whose keys the reader trusts', () => {
    expect(openNote(note(GO.peter, GO.enoch), [peter]).signatures.map(({ name }) => name)).toEqual(['PeterNeumann']);
  });
  it('must include a trusted one', () => {
    expect(codeOf(() => openNote(note(GO.peter), [enoch]))).toBe('no-known-signature');
    expect(codeOf(() => openNote(note(GO.peter), []))).toBe('no-known-signature');
  });
  it('are identified by name and id, not by one of them alone', () => {
    const misnamed = GO.peter.replace('PeterNeumann', 'CarmenSandiego');
    const otherId = GO.peter.replace('x08go', 'xxxxo');
    expect(codeOf(() => openNote(note(misnamed), [peter]))).toBe('no-known-signature');
    expect(codeOf(() => openNote(note(otherId), [peter]))).toBe('no-known-signature');
    expect(openNote(note(misnamed, otherId, GO.peter), [peter]).signatures).toHaveLength(1);
  });
  it('are listed once, even if a signature is repeated', () => {
    const lines = [GO.peter, GO.peter, GO.enoch, GO.enoch, broken(GO.enoch)];
    expect(openNote(note(...lines), [peter]).signatures).toHaveLength(1);
  });
  it('are refused if a trusted key did not sign this text, even if others did', () => {
    expect(codeOf(() => openNote(note(broken(GO.peter)), [peter]))).toBe('signature-invalid');
    expect(codeOf(() => openNote(note(GO.enoch, broken(GO.peter)), [peter, enoch]))).toBe('signature-invalid');
    expect(codeOf(() => openNote(note(GO.peter, broken(GO.peter)), [peter]))).toBe('signature-invalid');
    expect(codeOf(() => openNote(note(GO.peter).replace('your', 'my'), [peter]))).toBe('signature-invalid');
  });
});

describe('an invalid note', () => {
  it('is refused before any key is used', () => {
    for (const text of [
      '',
      GO.text,
      `${GO.text}\n`,
      note(GO.peter).slice(0, -1),
      `\u0001${note(GO.peter)}`,
      note(GO.peter).replaceAll('\n', '\r\n'),
      `\uD800${note(GO.peter)}`,
      note(GO.peter.replace('PeterNeumann', 'Bad Name')),
      note(GO.peter.replace('PeterNeumann', 'Bad\u00A0Name')),
      note(GO.peter.replace('PeterNeumann', 'Bad+Name')),
      note(GO.peter.replace('—', '-')),
      note(GO.peter.replace('AM=', 'AN=')),
      note('— PeterNeumann x08gow==\n'),
      note(GO.peter, 'Unexpected line.\n'),
      note(GO.peter, '\n'),
      note(GO.peter.repeat(101)),
      `${'x'.repeat(1_000_000)}${note(GO.peter)}`,
    ])
      expect(codeOf(() => openNote(text, [peter]))).toBe('note-malformed');
  });
  it('is not formatted either', () => {
    for (const text of ['', 'abc', 'a\tb\n', 'a\r\n'])
      expect(codeOf(() => formatNote({ text, signatures: parseSignatures(GO.peter) }))).toBe('note-malformed');
    expect(codeOf(() => formatNote({ text: GO.text, signatures: [] }))).toBe('note-malformed');
  });
  it('may be valid up to a hundred signatures, of which the reader knows one', () => {
    expect(openNote(note(GO.enoch.repeat(99), GO.peter), [peter]).signatures).toHaveLength(1);
  });
});

describe('added signatures', () => {
  it('follow the others, and replace an older one of the same key', () => {
    const before = parseNote(note(GO.peter));
    const both = withSignatures(before, parseSignatures(GO.enoch));
    expect(formatNote(both)).toBe(note(GO.peter, GO.enoch));
    const old = parseNote(note(broken(GO.peter), GO.enoch));
    expect(formatNote(withSignatures(old, before.signatures))).toBe(note(GO.enoch, GO.peter));
    expect(formatSignatures(both.signatures)).toBe(GO.peter + GO.enoch);
  });
  it('can be of a new key', () => {
    const secret = generateSignerKey('example.com/log', ED25519);
    const [signer, verifier] = [noteSigner(secret), noteVerifier(formatVerifierKey(parseSignerKey(secret, ED25519)))];
    const signed = withSignatures(parseNote(note(GO.peter)), [signatureOf(GO.text, signer)]);
    expect(openNote(formatNote(signed), [verifier, peter]).signatures).toHaveLength(2);
  });
});
