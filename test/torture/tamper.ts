import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomOf } from '#ledger/audit/testing/sample.js';
import { fileTamperings } from './tampered-file.js';
import { logFile, logTamperings } from './tampered-log.js';
import { worldOf } from './tampered-world.js';

/** Of one kind of tampering: how often it was tried, found, found with another diagnosis. `idle` draws changed nothing that is read. */
type Row = { tried: number; found: number; misjudged: number; idle: number };
export type Tamperings = Readonly<{ rows: ReadonlyMap<string, Row>; complaints: readonly string[] }>;

/**
 * Tampers `count` times, each kind in turn, and holds what the verifier says against what was done.
 * The same seed draws the same.
 */
export const tamperings = async (
  count: number,
  seed: number,
  onStep: (done: number) => void = () => {},
): Promise<Tamperings> => {
  const folder = mkdtempSync(join(tmpdir(), 'rapporteur-tamper-'));
  try {
    const world = await worldOf(randomOf(seed));
    const kinds = [...fileTamperings, ...logTamperings(folder, await logFile(world, folder))];
    const turns = kinds.flatMap((kind) => Array.from({ length: kind.name.includes('bit') ? FLIPS : 1 }, () => kind));
    const rows = new Map(kinds.map(({ name }) => [name, { tried: 0, found: 0, misjudged: 0, idle: 0 }]));
    const complaints: string[] = [];
    for (let done = 0, turn = 0; done < count; turn += 1) {
      const { name, tamper } = turns[turn % turns.length]!;
      const row = rows.get(name)!;
      const tampered = await tamper(world, randomOf(seed + turn));
      if (tampered === undefined) {
        row.idle += 1;
        continue;
      }
      const { findings } = await tampered.verdict;
      const { codes, index } = tampered.expected;
      const isRight = findings.some((it) => codes.includes(it.code) && (index === undefined || it.index === index));
      row.tried += 1;
      if (findings.length > 0) row.found += 1;
      if (findings.length > 0 && !isRight) row.misjudged += 1;
      if (!isRight)
        complaints.push(
          `${name} (turn ${turn}): expected ${codes.join(' or ')}${index === undefined ? '' : ` at ${index}`}, not ${JSON.stringify(findings)}`,
        );
      onStep((done += 1));
    }
    return { rows, complaints };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** A flipped bit can be anywhere, and so is drawn more often than the others. */
const FLIPS = 6;

const main = async () => {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '10000' },
      seed: { type: 'string', default: String(Date.now() % 1e6) },
    },
  });
  const [count, seed] = [Number(values.count), Number(values.seed)];
  if (!Number.isSafeInteger(count) || !Number.isSafeInteger(seed) || count < 1)
    throw new Error('usage: npm run torture:tamper -- --count 10000 --seed 1');
  process.stdout.write(`${count} tamperings, seed ${seed}\n`);
  const started = performance.now();
  const { rows, complaints } = await tamperings(count, seed, (done) => {
    if (process.stderr.isTTY && done % 100 === 0) process.stderr.write(`\r${done} of ${count}`);
  });
  process.stdout.write(`\n${'kind'.padEnd(68)} tried  found  wrong diagnosis\n`);
  const line = (name: string, { tried, found, misjudged }: Omit<Row, 'idle'>) =>
    `${name.padEnd(68)}${String(tried).padStart(6)}${String(found).padStart(7)}${String(misjudged).padStart(17)}\n`;
  const total = { tried: 0, found: 0, misjudged: 0 };
  for (const [name, row] of rows) {
    process.stdout.write(line(name, row));
    for (const key of ['tried', 'found', 'misjudged'] as const) total[key] += row[key];
  }
  process.stdout.write(line('all', total));
  const idle = [...rows.values()].reduce((sum, row) => sum + row.idle, 0);
  process.stdout.write(
    `${idle} flips of bytes that no row and no page uses were drawn again. ${((performance.now() - started) / 1000).toFixed(1)} s\n`,
  );
  for (const complaint of complaints.slice(0, 20)) process.stderr.write(`${complaint}\n`);
  process.exitCode = complaints.length > 0 ? 1 : 0;
};

if (process.argv[1] === import.meta.filename) await main();
