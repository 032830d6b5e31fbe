import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { entryOf } from '../entry.js';
import { LOG_HEADER } from '../transfer/log-file.js';
import { endLine, headerLine, linesOf, parseHeader, parseLine, shownLine, withheldLine } from './lines.js';
import { randomOf, sampleLog } from './testing/sample.js';

const [event] = sampleLog(randomOf(1), 1);
const all = async (bytes: Iterable<Uint8Array>) => {
  const lines: string[] = [];
  for await (const line of linesOf(Readable.from(bytes))) lines.push(line);
  return lines;
};
const codeOf = (read: () => unknown) => {
  try {
    read();
    return 'accepted';
  } catch (error) {
    return (error as { finding: { code: string } }).finding.code;
  }
};

describe('the lines of a file', () => {
  it('do not depend on the chunks in which the bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat(200)), async (texts, cuts) => {
        const lines = texts.map((text) => text.replaceAll('\n', ''));
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const chunks: Buffer[] = [];
        let rest: Buffer = bytes;
        for (const cut of cuts) {
          chunks.push(rest.subarray(0, cut));
          rest = rest.subarray(cut);
        }
        expect(await all([...chunks, rest])).toEqual(lines);
      }),
    );
  });
  it('are refused if they are not text, if the last one has no newline, or if one is too long', async () => {
    const refused = (bytes: Iterable<Buffer>) => all(bytes).catch(({ finding }) => finding as object);
    expect(await refused([Buffer.from('{}\n{"a":"\xff"}\n', 'latin1')])).toMatchObject({ code: 'not-utf8', line: 2 });
    const compressed = gzipSync('{}\n');
    for (const chunks of [[compressed], [...compressed].map((byte) => Buffer.of(byte))])
      expect(await refused(chunks)).toMatchObject({
        code: 'compressed',
        because: expect.stringContaining('is gzip-compressed: decompress it first'),
      });
    expect(await refused([Buffer.from('\ufeff{}\n')])).toMatchObject({
      code: 'byte-order-mark',
      line: 1,
      because: expect.stringContaining('starts with a byte order mark'),
    });
    expect(await refused([Buffer.from('{}\r\n{}\r\n')])).toMatchObject({
      code: 'windows-line-ends',
      line: 1,
      because: expect.stringContaining('has Windows line ends'),
    });
    expect(await refused([Buffer.from('{}\n{}')])).toMatchObject({ code: 'file-cut', line: 2 });
    const endless = Array.from({ length: 20 }, () => Buffer.alloc(1024 * 1024, 'x'));
    expect(await refused(endless)).toMatchObject({ code: 'line-too-long', line: 1 });
  });
});

describe('an entry line', () => {
  it('returns the text of the event as it was hashed', () => {
    const line = parseLine(shownLine(event!, 7), {});
    if ('end' in line) throw new Error('it is not an entry line');
    expect([line.index, line.entry, line.shown?.event.id]).toEqual([7, event!.entry, event!.id]);
    expect(entryOf(event!.salt, event!)).toBe(event!.entry);
    expect(line.shown?.text).toBe(JSON.stringify(JSON.parse(shownLine(event!, 7)).event));
  });
  it('has only the entry if the event is withheld', () => {
    expect(parseLine(withheldLine(event!, 7), {})).toEqual({ index: 7, entry: event!.entry });
  });

  const whole = shownLine(event!, 7);
  const REFUSED = [
    [
      'an upper-case salt, which would hash the same',
      whole.replace(event!.salt, event!.salt.toUpperCase()),
      'malformed',
    ],
    ['an upper-case entry', whole.replace(event!.entry, event!.entry.toUpperCase()), 'malformed'],
    ['a salt that is too short', whole.replace(event!.salt, event!.salt.slice(2)), 'malformed'],
    ['an event without a salt', whole.replace(/,"salt":"\w+"/, ''), 'malformed'],
    ['a salt without an event', `{"entry":"${event!.entry}","index":7,"salt":"${event!.salt}"}`, 'malformed'],
    ['an unknown field', whole.replace(/}$/, ',"trust":"me"}'), 'malformed'],
    [
      'an unknown field of the event',
      whole.replace(/,"type":"\w+"}/, '$&,"zeal":1}').replace('},"zeal"', ',"zeal"'),
      'malformed',
    ],
    ['an id that is too long', whole.replace('"id":"', `"id":"${'0'.repeat(1000)}`), 'malformed'],
    ['a revision below 0', whole.replace(/"revision":\d+/, '"revision":-1'), 'malformed'],
    ['an index that is not a whole number', whole.replace('"index":7', '"index":7.5'), 'malformed'],
    ['a value that is not an object', '[]', 'malformed'],
    ['a repeated key', whole.replace('{"entry"', `{"entry":"${event!.entry}","entry"`), 'not-canonical'],
    ['a space', whole.replace(',', ', '), 'not-canonical'],
    ['a number in another notation', whole.replace('"index":7', '"index":7e0'), 'not-canonical'],
    ['an unnecessary escape', whole.replace('"entry"', String.raw`"\u0065ntry"`), 'not-canonical'],
    ['half of a surrogate pair', whole.replace('"text":"', String.raw`"text":"\ud83d`), 'not-canonical'],
    ['a byte order mark', `\u{FEFF}${whole}`, 'not-canonical'],
    ['a nesting deeper than the stack', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, 'not-canonical'],
    ['nothing', '', 'not-canonical'],
  ] as const;
  it.each(REFUSED)('is refused with %s', (_, line, code) => {
    expect(line).not.toBe(whole);
    expect(codeOf(() => parseLine(line, {}))).toBe(code);
  });
});

describe('the header and the end line', () => {
  const header = headerLine({ checkpoint: 'note', size: 2, negotiationId: 'talks' });
  it('describe the content of the file', () => {
    expect(parseHeader(header)).toEqual({ checkpoint: 'note', size: 2, negotiationId: 'talks' });
    expect(parseLine(endLine({ events: 1, withheld: 1 }), {})).toEqual({ end: { events: 1, withheld: 1 } });
  });
  it('are refused in any other form', () => {
    expect(codeOf(() => parseHeader(header.replace('audit/1', 'audit/2')))).toBe('format-unknown');
    expect(codeOf(() => parseHeader(LOG_HEADER))).toBe('log-file');
    for (const wrong of [
      '{}',
      header.replace('"size":2', '"size":-2'),
      header.replace('}', ',"z":1}'),
      header.replace('"talks"', '""'),
    ])
      expect(codeOf(() => parseHeader(wrong))).toBe('header-malformed');
    for (const wrong of [
      '{"end":{}}',
      '{"end":{"events":1,"withheld":1},"index":0}',
      '{"end":{"events":1,"more":0,"withheld":1}}',
      '{"end":2}',
    ])
      expect(codeOf(() => parseLine(wrong, {}))).toBe('malformed');
  });
});
