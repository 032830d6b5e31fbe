import { closeSync, cpSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ACCESS_FOLDER, accessFiles, type AccessHead, chainedLine, NO_LINE } from '#ledger/access/access-chain.js';
import { below, type Random } from '#ledger/audit/testing/sample.js';
import type { Alteration } from './alteration.js';

type Line = Readonly<{ file: string; text: string }>;

/** The lines of all files, oldest first. */
export const accessLines = (dataDir: string): readonly Line[] =>
  accessFiles(join(dataDir, ACCESS_FOLDER)).flatMap((file) =>
    readFileSync(join(dataDir, ACCESS_FOLDER, file), 'utf8')
      .split('\n')
      .filter((text) => text !== '')
      .map((text) => ({ file, text })),
  );

/** Every file keeps its lines, also one that has none any more. */
const writeLines = (dataDir: string, lines: readonly Line[]): void => {
  for (const file of accessFiles(join(dataDir, ACCESS_FOLDER))) {
    const own = lines.filter((line) => line.file === file).map(({ text }) => `${text}\n`);
    writeFileSync(join(dataDir, ACCESS_FOLDER, file), own.join(''));
  }
};

/** Numbers and hashes computed anew, as the service computes them. */
const chained = (lines: readonly Line[]): readonly [lines: readonly Line[], head: AccessHead] => {
  let head: AccessHead = { lines: 0, hash: NO_LINE };
  const anew = lines.map(({ file, text }) => {
    const { line: _, previous: __, ...access } = JSON.parse(text) as Record<string, unknown>;
    const { text: next, ...after } = chainedLine(access, head);
    head = after;
    return { file, text: next };
  });
  return [anew, head];
};

const reworded = ({ file, text }: Line): Line => ({ file, text: text.replace('"method":"GET"', '"method":"PUT"') });

type Change = (lines: readonly Line[], at: number, random: Random) => readonly Line[];
const altered: Change = (lines, at) => lines.with(at, reworded(lines[at]!));
const cut: Change = (lines, at, random) => lines.toSpliced(at, 1 + below(random, 3));
const cutToTheEnd: Change = (lines, at) => lines.slice(0, at);
const copied: Change = (lines, at, random) => lines.toSpliced(below(random, lines.length + 1), 0, lines[at]!);
const appended: Change = (lines, at) => [...lines, { ...reworded(lines[at]!), file: lines.at(-1)!.file }];

const changed =
  (change: Change, isRechained: boolean): Alteration['alter'] =>
  (dataDir, _, random) => {
    const lines = accessLines(dataDir);
    const at = below(random, lines.length);
    const after = change(lines, at, random);
    writeLines(dataDir, isRechained ? chained(after)[0] : after);
    return `line ${at + 1} of ${lines.length} of the access log`;
  };

/** Alters a line, and computes all numbers and hashes anew. @returns the new end */
export const rechained = (dataDir: string, random: Random): AccessHead => {
  const lines = accessLines(dataDir);
  const [anew, head] = chained(altered(lines, below(random, lines.length), random));
  writeLines(dataDir, anew);
  return head;
};

const CHANGES: readonly (readonly [name: string, change: Change])[] = [
  ['a line that was altered', altered],
  ['lines that are gone', cut],
  ['an end that is gone', cutToTheEnd],
  ['a line that was copied', copied],
  ['a line that was added', appended],
];

export const ACCESS_ALTERATIONS: readonly Alteration[] = [
  ...CHANGES.flatMap(([name, change]): readonly Alteration[] => [
    { name: `access log: ${name}`, of: 'access/', alter: changed(change, false) },
    { name: `access log: ${name}, chained anew`, of: 'access/', alter: changed(change, true) },
  ]),
  {
    name: 'access log: an older one',
    of: 'access/',
    alter: (dataDir, older) => {
      rmSync(join(dataDir, ACCESS_FOLDER), { recursive: true });
      cpSync(join(older, ACCESS_FOLDER), join(dataDir, ACCESS_FOLDER), { recursive: true });
      return 'an older access log';
    },
  },
  {
    name: 'access log: a file that is gone',
    of: 'access/',
    alter: (dataDir, _, random) => {
      const files = accessFiles(join(dataDir, ACCESS_FOLDER));
      const file = files[below(random, files.length)]!;
      rmSync(join(dataDir, ACCESS_FOLDER, file));
      return file;
    },
  },
  {
    name: 'access log: a bit',
    of: 'access/',
    alter: (dataDir, _, random) => {
      const files = accessFiles(join(dataDir, ACCESS_FOLDER));
      const file = join(dataDir, ACCESS_FOLDER, files[below(random, files.length)]!);
      const bytes = readFileSync(file);
      const at = below(random, bytes.length);
      const handle = openSync(file, 'r+');
      writeSync(handle, Buffer.of(bytes[at]! ^ (1 << below(random, 8))), 0, 1, at);
      closeSync(handle);
      return `a bit of byte ${at} of ${file}`;
    },
  },
];
