import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AccessHead, chainedLine, hashOfLine, NO_LINE, readHead } from './access-chain.js';
import { verifyAccess } from './verify-access.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-chain-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const [OCTOBER, NOVEMBER, DECEMBER] = ['2025-10.ndjson', '2025-11.ndjson', '2025-12.ndjson'] as const;

let folder: string;
const at = (name: string) => join(folder, name);
/** Appends chained lines to a file, after what is in the folder. */
const append = async (name: string, ...addresses: string[]): Promise<AccessHead> => {
  let head = await readHead(folder);
  for (const address of addresses) {
    const { text, ...after } = chainedLine({ address }, head);
    appendFileSync(at(name), `${text}\n`);
    head = after;
  }
  return head;
};
const edit = (name: string, change: (lines: string[]) => string[]) =>
  writeFileSync(at(name), change(readFileSync(at(name), 'utf8').split('\n')).join('\n'));

beforeEach(async () => {
  folder = mkdtempSync(join(root, 'folder-'));
  await append(OCTOBER, 'a', 'b', 'c', 'd');
  await append(NOVEMBER, 'e', 'f', 'g');
  await append(DECEMBER, 'h', 'i');
});

describe('the access log', () => {
  it('holds over several files, and its head is the last line', async () => {
    const last = readFileSync(at(DECEMBER), 'utf8').trimEnd().split('\n').at(-1)!;
    const head = { lines: 9, hash: hashOfLine(last) };
    expect(await verifyAccess(folder)).toEqual({ holds: true, files: 3, unchained: 0, torn: [], head });
    expect(await readHead(folder)).toEqual(head);
  });
  it('starts with a fixed value in place of a hash', async () => {
    expect(JSON.parse(readFileSync(at(OCTOBER), 'utf8').split('\n')[0]!)).toEqual({
      address: 'a',
      line: 1,
      previous: NO_LINE,
    });
    expect(await verifyAccess(join(folder, 'nothing'))).toMatchObject({
      holds: true,
      head: { lines: 0, hash: NO_LINE },
    });
  });

  it.each([
    [
      'a line that was altered',
      OCTOBER,
      (lines: string[]) => lines.map((line) => line.replace('"b"', '"x"')),
      'line-altered',
      OCTOBER,
      2,
    ],
    [
      'a number that was altered',
      OCTOBER,
      (lines: string[]) => lines.map((line) => line.replace('"line":3', '"line":4')),
      'line-altered',
      OCTOBER,
      3,
    ],
    [
      'a line that was cut off in the middle',
      OCTOBER,
      (lines: string[]) => lines.map((line) => (line.includes('"c"') ? line.slice(0, 9) : line)),
      'line-altered',
      OCTOBER,
      3,
    ],
    ['a line that was taken out', OCTOBER, (lines: string[]) => lines.toSpliced(1, 1), 'lines-missing', OCTOBER, 2],
    ['the first line', OCTOBER, (lines: string[]) => lines.slice(1), 'lines-missing', OCTOBER, 1],
    ['the end of a file', OCTOBER, (lines: string[]) => lines.slice(0, 2).concat(''), 'lines-missing', NOVEMBER, 1],
    ['a file that was emptied', OCTOBER, () => [], 'lines-missing', NOVEMBER, 1],
    [
      'two lines that changed places',
      NOVEMBER,
      (lines: string[]) => [lines[0]!, lines[2]!, lines[1]!, ''],
      'lines-missing',
      NOVEMBER,
      2,
    ],
    [
      'a line that was copied',
      NOVEMBER,
      (lines: string[]) => [lines[0]!, lines[1]!, lines[0]!, lines[2]!, ''],
      'line-moved',
      NOVEMBER,
      3,
    ],
    [
      'a line without a hash among the others',
      NOVEMBER,
      (lines: string[]) => lines.toSpliced(1, 0, '{"address":"z"}'),
      'line-inserted',
      NOVEMBER,
      2,
    ],
    ['an empty line', NOVEMBER, (lines: string[]) => lines.toSpliced(1, 0, ''), 'line-altered', NOVEMBER, 2],
    [
      'other line ends',
      NOVEMBER,
      (lines: string[]) => lines.map((line) => (line === '' ? line : `${line}\r`)),
      'line-altered',
      NOVEMBER,
      1,
    ],
  ] as const)('does not hold with %s', async (_, name, change, code, file, line) => {
    edit(name, (lines) => [...change(lines)]);
    expect(await verifyAccess(folder)).toMatchObject({ holds: false, finding: { code, file, line } });
  });
  it('does not hold without one of its files, the last one excepted', async () => {
    rmSync(at(NOVEMBER));
    expect(await verifyAccess(folder)).toMatchObject({
      finding: {
        code: 'lines-missing',
        file: DECEMBER,
        line: 1,
        because: '3 lines are missing before it: it is number 8, and the line before is number 4.',
      },
    });
    rmSync(at(OCTOBER));
    expect(await verifyAccess(folder)).toMatchObject({ finding: { code: 'lines-missing', file: DECEMBER, line: 1 } });
  });
  it('holds if only its end was cut off, and then has another head', async () => {
    const before = await readHead(folder);
    rmSync(at(DECEMBER));
    const audit = await verifyAccess(folder);
    expect(audit).toMatchObject({ holds: true, head: { lines: 7 } });
    expect(audit.head).not.toEqual(before);
  });

  it('holds with a line that a crash cut off, if the chain continues after it', async () => {
    appendFileSync(at(DECEMBER), '{"address":"torn');
    const torn = [{ file: DECEMBER, line: 3 }];
    expect(await verifyAccess(folder)).toMatchObject({ holds: true, torn, head: { lines: 9 } });
    appendFileSync(at(DECEMBER), '\n');
    await append(DECEMBER, 'j');
    expect(await verifyAccess(folder)).toMatchObject({ holds: true, torn, head: { lines: 10 } });
    // The line after it has its hash, so it cannot be altered or removed either.
    edit(DECEMBER, (lines) => lines.map((line) => (line.endsWith('torn') ? line.slice(0, -1) : line)));
    expect(await verifyAccess(folder)).toMatchObject({ finding: { code: 'line-altered', file: DECEMBER, line: 3 } });
  });
  it('holds with a line that was cut off at the end of a month', async () => {
    appendFileSync(at(DECEMBER), '{"address":"torn');
    await append('2026-01.ndjson', 'j');
    expect(await verifyAccess(folder)).toMatchObject({
      holds: true,
      torn: [{ file: DECEMBER, line: 3 }],
      head: { lines: 10 },
    });
  });

  it('takes lines of older versions, and chains the next line to the last of them', async () => {
    folder = mkdtempSync(join(root, 'older-'));
    writeFileSync(at(OCTOBER), '{"address":"a"}\n{"address":"b"}\n');
    await append(NOVEMBER, 'c', 'd');
    expect(await verifyAccess(folder)).toMatchObject({ holds: true, unchained: 2, head: { lines: 2 } });
    edit(OCTOBER, (lines) => [lines[0]!, '']);
    expect(await verifyAccess(folder)).toMatchObject({
      holds: false,
      finding: { code: 'older-part-altered', file: NOVEMBER, line: 1 },
    });
    rmSync(at(OCTOBER));
    expect(await verifyAccess(folder)).toMatchObject({ finding: { code: 'older-part-altered', file: NOVEMBER } });
  });

  it('holds with every end that a checkpoint names, also where a line was cut off later', async () => {
    const heads = [
      { lines: 0, hash: NO_LINE, index: 3 },
      { ...(await readHead(folder)), index: 7 },
    ];
    appendFileSync(at(DECEMBER), '{"address":"torn');
    heads.push({ ...(await readHead(folder)), index: 9 });
    appendFileSync(at(DECEMBER), '\n');
    expect(await verifyAccess(folder, heads)).toMatchObject({ holds: true, covered: 9 });
    await append(DECEMBER, 'j');
    heads.push({ ...(await readHead(folder)), index: 11 });
    expect(await verifyAccess(folder, heads)).toMatchObject({ holds: true, covered: 10, head: { lines: 10 } });
  });
  it('does not hold without the end that a checkpoint names', async () => {
    const heads = [{ ...(await readHead(folder)), index: 7 }];
    rmSync(at(DECEMBER));
    expect(await verifyAccess(folder, heads)).toMatchObject({
      holds: false,
      finding: {
        code: 'end-missing',
        file: NOVEMBER,
        line: 3,
        because: expect.stringContaining('at index 7 of the log'),
      },
    });
    for (const name of [OCTOBER, NOVEMBER]) rmSync(at(name));
    expect(await verifyAccess(folder, heads)).toMatchObject({ finding: { code: 'end-missing', line: 0 } });
  });
  it('does not hold if its last line was altered, or all hashes were computed anew', async () => {
    const heads = [{ ...(await readHead(folder)), index: 7 }];
    edit(DECEMBER, (lines) => lines.map((line) => line.replace('"i"', '"x"')));
    const differs = { code: 'head-differs', file: DECEMBER, line: 2 };
    expect(await verifyAccess(folder, heads)).toMatchObject({ finding: differs });
    for (const name of [OCTOBER, NOVEMBER, DECEMBER]) rmSync(at(name));
    await append(OCTOBER, 'a', 'x', 'c', 'd');
    await append(NOVEMBER, 'e', 'f', 'g');
    await append(DECEMBER, 'h', 'i', 'j');
    expect(await verifyAccess(folder)).toMatchObject({ holds: true });
    expect(await verifyAccess(folder, heads)).toMatchObject({ finding: differs });
  });
  it('takes as many ends as a long log names, also if many name one line', async () => {
    const head = await readHead(folder);
    const names = (n: number) => ({ lines: n, hash: head.hash, index: n });
    const apart = Array.from({ length: 200_000 }, (_, n) => names(n + 10));
    expect(await verifyAccess(folder, apart)).toMatchObject({ covered: 200_009, finding: { code: 'end-missing' } });
    const same = Array.from({ length: 200_000 }, (_, index) => ({ ...head, index }));
    expect(await verifyAccess(folder, same)).toMatchObject({ holds: true, covered: 9 });
  });
});
