import { toBase64 } from '#ledger/primitives.js';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { below, fileOf, parties, type Random, randomOf, sampleLog, sealed } from '../audit/testing/sample.js';
import { shownLine } from '../audit/lines.js';
import type { Logged } from '../audit/write-audit.js';
import { entryOf } from '../entry.js';
import { leafHash, rootOf } from '../merkle.js';
import { parseNote } from '../signed-note.js';
import { parseCheckpoint } from '../checkpoint.js';
import { checkLogFile } from './check-log-file.js';
import { closingLine, LOG_HEADER } from './log-file.js';
import { eventsOf } from './read-log-file.js';
import { logLines } from './write-log-file.js';

const random = randomOf(14);
const log = sampleLog(random, 40);

async function* each<T>(items: Iterable<T>) {
  yield* items;
}
const linesOf = async (events: readonly Logged[], heads: Parameters<typeof logLines>[1] = []) => {
  const lines: string[] = [];
  for await (const line of logLines(each(events), heads)) lines.push(line);
  return lines;
};
const textOf = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''));
const check = (bytes: Buffer) => checkLogFile(Readable.from([bytes]));
const wrong = async (bytes: Buffer) => (await check(bytes)).findings.map(({ code, line }) => [code, line] as const);
const rootOver = (events: readonly Logged[]) =>
  toBase64(rootOf(events.map(({ entry }) => leafHash(Buffer.from(entry, 'hex')))));
/** Modified lines, with a closing line that matches their entries. */
const closed = (lines: readonly string[]) => {
  const events = lines.slice(1, -1).map((line) => JSON.parse(line) as Logged);
  return [...lines.slice(0, -1), closingLine({ size: events.length, root: rootOver(events) })];
};
const lines = await linesOf(log);
const whole = textOf(lines);

describe('the file of a log', () => {
  it('contains every event in the order of the log, and ends with their number and root', async () => {
    expect(lines).toHaveLength(log.length + 2);
    expect(lines[0]).toBe('{"format":"rapporteur-log/1"}');
    expect(lines.at(-1)).toBe(`{"checkpoint":{"root":"${rootOver(log)}","size":40}}`);
    expect(await check(whole)).toMatchObject({ findings: [], more: 0, size: 40, root: rootOver(log) });
  });
  it('returns every event unchanged, from any index on', async () => {
    const { entries } = await check(whole);
    for (const from of [0, 1, 17, 39, 40]) {
      const events = [];
      for await (const event of eventsOf(Readable.from([whole]), entries, from)) events.push(event);
      expect(events).toEqual(log.slice(from));
    }
  });
  it('reports the line of its largest event, and the size of its parts', async () => {
    const heavy = sealed(random, { ...log[7]!, data: JSON.stringify({ text: 'é'.repeat(5_000) }) });
    const { heaviest } = await check(textOf(await linesOf(log.with(7, heavy))));
    const { stream, id, type, data, metadata, salt, entry } = heavy;
    const bytes = Buffer.byteLength([stream, id, type, data, metadata, salt, entry].join(''));
    expect(heaviest).toEqual({ line: 9, bytes });
    expect((await check(textOf(await linesOf([])))).heaviest).toBeUndefined();
  });
  it('does not depend on the chunks in which it is read', async () => {
    const pieces = Array.from({ length: whole.length }, (_, at) => whole.subarray(at, at + 1));
    expect(await checkLogFile(Readable.from(pieces))).toEqual(await check(whole));
  });
  it('can contain an empty log', async () => {
    const empty = await linesOf([]);
    expect(empty).toHaveLength(2);
    expect(await check(textOf(empty))).toMatchObject({ findings: [], size: 0 });
  });
});

describe('an altered file', () => {
  it('is refused after a change of any byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bytes = Buffer.from(whole);
        bytes[at]! ^= flip;
        expect(await wrong(bytes)).not.toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
  it('is refused after any insertion, removal or truncation, with the line', async () => {
    const at = fc.nat(whole.length);
    await fc.assert(
      fc.asyncProperty(at, at, fc.uint8Array({ maxLength: 40 }), async (one, other, put) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const bytes = Buffer.concat([whole.subarray(0, from), put, whole.subarray(to)]);
        const { findings } = await check(bytes);
        if (bytes.equals(whole)) expect(findings).toEqual([]);
        else expect(findings[0]?.line).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
  it('is refused if it ends early anywhere', async () => {
    for (let at = 0; at < whole.length; at += 97)
      expect((await wrong(whole.subarray(0, at))).map(([code]) => code)).toEqual(['file-cut']);
    const lastLine = whole.lastIndexOf('\n', whole.length - 2) + 1;
    expect(await wrong(whole.subarray(0, lastLine))).toEqual([['file-cut', 41]]);
    expect(await wrong(whole.subarray(0, whole.length - 1))).toEqual([['file-cut', 42]]);
  });

  const changed = (line: number, change: (text: string) => string) => lines.with(line - 1, change(lines[line - 1]!));
  const SLIPS: readonly (readonly [string, () => readonly string[], string, number])[] = [
    ['a word is changed', () => changed(17, (text) => text.replace('"ana"', '"eve"')), 'entry-differs', 17],
    [
      'a word is changed, and the closing line is recomputed',
      () => closed(changed(17, (text) => text.replace('"ana"', '"eve"'))),
      'entry-differs',
      17,
    ],
    ['a line is missing', () => lines.toSpliced(16, 1), 'index-out-of-order', 17],
    ['a line is repeated', () => lines.toSpliced(16, 0, lines[15]!), 'index-out-of-order', 17],
    ['two lines are swapped', () => lines.with(16, lines[17]!).with(17, lines[16]!), 'index-out-of-order', 17],
    [
      'its closing line has another number',
      () => lines.with(41, closingLine({ size: 39, root: rootOver(log) })),
      'count-differs',
      42,
    ],
    [
      'its closing line has the root of another log',
      () => lines.with(41, closingLine({ size: 40, root: rootOver(log.slice(1)) })),
      'root-differs',
      42,
    ],
    ['it continues after its end', () => [...lines, lines[1]!], 'line-after-end', 43],
    ['it starts again', () => [...lines, ...lines], 'line-after-end', 43],
    [
      'an event is withheld',
      () => changed(17, (text) => `{"entry":"${text.slice(10, 74)}","index":15}`),
      'malformed',
      17,
    ],
    [
      'the closing line has another field',
      () => changed(42, (text) => text.replace('}}', ',"z":1}}')),
      'malformed',
      42,
    ],
    ['the root is invalid', () => changed(42, (text) => text.replace(/"root":"..../, '"root":"')), 'malformed', 42],
    [
      'it ends like an audit file',
      () => [...lines.slice(0, -1), '{"end":{"events":40,"withheld":0}}'],
      'malformed',
      42,
    ],
    ['a line has an extra space', () => changed(17, (text) => text.replace(',', ', ')), 'not-canonical', 17],
    [
      'the first line has another field',
      () => changed(1, (text) => text.replace('}', ',"z":1}')),
      'header-malformed',
      1,
    ],
  ];
  it.each(SLIPS)('is refused if %s', async (_, of, code, line) => {
    expect((await wrong(textOf(of())))[0]).toEqual([code, line]);
  });

  /** Even if entries and closing line are recomputed, the file must be a possible log. */
  const forged = async (change: (events: Logged[]) => Logged[]) => {
    const events = change([...log]).map((event) => ({ ...event, entry: entryOf(event.salt, event) }));
    const text: string[] = [LOG_HEADER];
    for (const [index, { salt, entry, ...event }] of events.entries())
      text.push(
        `{"entry":"${entry}","event":{"data":${event.data},"id":"${event.id}","metadata":${event.metadata},"revision":${event.revision},"stream":"${event.stream}","type":"${event.type}"},"index":${index},"salt":"${salt}"}`,
      );
    return (await wrong(textOf([...text, closingLine({ size: events.length, root: rootOver(events) })])))[0];
  };
  const second = log.findIndex(({ revision }) => revision === 1);
  const first = log.findIndex(({ stream }) => stream === log[second]!.stream);
  it('is refused if a stream has a gap or a repeated revision or id, even if all hashes were recomputed', async () => {
    expect(await forged((events) => events.toSpliced(first, 1))).toEqual(['revision-missing', second + 1]);
    expect(await forged((events) => events.with(second, { ...events[second]!, revision: 0 }))).toEqual([
      'revision-repeated',
      second + 2,
    ]);
    expect(await forged((events) => events.with(second, { ...events[second]!, id: events[first]!.id }))).toEqual([
      'event-id-repeated',
      second + 2,
    ]);
  });
});

describe('an event id that is no UUID in lower case', () => {
  const named = (id: string, index: number) => log.with(index, sealed(random, { ...log[index]!, id }));
  const OTHERS = ['event-7', '0199C0DE-0000-4000-8000-00000000BEEF', '{0199c0de-0000-4000-8000-00000000beef}'];
  /** As an earlier version has exported it, which took every id. */
  const exported = (events: readonly Logged[]) => [
    LOG_HEADER,
    ...events.map((event, index) => shownLine(event, index)),
    closingLine({ size: events.length, root: rootOver(events) }),
  ];

  it.each(OTHERS)('is refused in a file with its line, and each of them is told: %s', async (id) => {
    const events = named(id, 7).with(30, sealed(random, { ...log[30]!, id: `${id}-` }));
    const { findings } = await check(textOf(exported(events)));
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'event-id-malformed',
        line: 9,
        because: expect.stringContaining(`is ${JSON.stringify(id)}, and not a UUID in lower case`),
      }),
      expect.objectContaining({ code: 'event-id-malformed', line: 32 }),
    ]);
    expect(exported(log)).toEqual(lines);
  });

  it.each(OTHERS)('is refused by an export, with the line that it would have, and what to do: %s', async (id) => {
    await expect(linesOf(named(id, 7))).rejects.toThrow(/^Line 9: The id of its event is .*Restore a backup/);
  });
});

describe('another kind of file', () => {
  const because = async (bytes: Buffer) => (await check(bytes)).findings[0]!;
  it('is refused with a specific message', async () => {
    const owner = parties();
    expect(await because(textOf(await fileOf(log, owner.sign(log))))).toMatchObject({
      line: 1,
      because: expect.stringContaining('This is an audit file'),
    });
    for (const text of ['dossier: talks\nentries: []\n', 'SQLite format 3\0', '{"a":1}', '\u{FEFF}{"format":', '\n'])
      expect(await because(Buffer.from(text))).toMatchObject({
        code: 'header-malformed',
        line: 1,
        because: expect.stringContaining('another program'),
      });
    expect(await because(Buffer.alloc(64, 0x1f))).toMatchObject({ code: 'header-malformed', line: 1 });
    expect(await because(Buffer.alloc(0))).toEqual({ code: 'file-cut', because: 'The file is empty.', line: 1 });
  });
  it('is refused if it has a newer format, with the supported one', async () => {
    const newer = Buffer.from(whole.toString().replace('rapporteur-log/1', 'rapporteur-log/2'));
    expect(await because(newer)).toEqual({
      code: 'format-unknown',
      because:
        'The file has the format rapporteur-log/2, but this version reads rapporteur-log/1. Use a version that supports it.',
      line: 1,
    });
  });
});

describe('a log that was altered', () => {
  const owner = parties();
  const headOf = (events: readonly Logged[]) => parseCheckpoint(parseNote(owner.sign(events)).text);
  it('can be exported if it has everything that was signed', async () => {
    for (const size of [0, 1, 39, 40]) expect(await linesOf(log, [headOf(log.slice(0, size))])).toEqual(lines);
  });
  it('cannot be exported if an event was altered, is missing or is repeated', async () => {
    const altered = log.with(5, { ...log[5]!, data: '{}' });
    await expect(linesOf(altered)).rejects.toThrow(/^event 5 of the log is not what was recorded/);
    const second = log.findIndex(({ revision }) => revision === 1);
    const first = log.findIndex(({ stream }) => stream === log[second]!.stream);
    await expect(linesOf(log.toSpliced(first, 1))).rejects.toThrow(/is not what was recorded.*missing/);
    await expect(linesOf([...log, log[3]!])).rejects.toThrow(/^event 40 of the log/);
  });
  it('cannot be exported if its checkpoint does not match', async () => {
    const more = [...log, ...sampleLog(random, 2)];
    await expect(linesOf(log, [headOf(more)])).rejects.toThrow(/has 40 events, and its last checkpoint covers 42/);
    const other: Random = randomOf(3);
    const rewritten = log.with(9, sealed(other, { ...log[9]!, data: `{"n":${below(other, 9)}}` }));
    await expect(linesOf(rewritten, [headOf(log.slice(0, 20))])).rejects.toThrow(
      /is not the one that its last checkpoint/,
    );
  });
  it('cannot be exported if a text is not canonical, because an import could not restore its bytes', async () => {
    const spaced = { ...log[0]!, data: '{ "a": 1 }' };
    await expect(linesOf([{ ...spaced, entry: entryOf(spaced.salt, spaced) }])).rejects.toThrow(/not canonical/);
  });
});

describe('a file that changes during the import', () => {
  const read = async (bytes: Buffer) => {
    const { entries } = await check(whole);
    for await (const _ of eventsOf(Readable.from([bytes]), entries, 0));
  };
  it('is detected at the changed event', async () => {
    const other = Buffer.from(whole.toString().replace('"ana"', '"eve"'));
    await expect(read(other)).rejects.toThrow(/^event 0 of the file has changed since it was checked/);
    await expect(read(textOf(lines.slice(0, 20)))).rejects.toThrow(/^event 19 of the file has changed/);
  });
});
