import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomOf } from '#ledger/audit/testing/sample.js';
import type { ScenarioOptions, Violation, Result, Scenario } from '../scenario.js';
import { fileTamperings } from '../support/tampered-file.js';
import { logFile, logTamperings } from '../support/tampered-log.js';
import { worldOf } from '../support/tampered-world.js';

/** How often one kind of tampering was tried, found, and found with a wrong diagnosis. `idle` ones changed nothing that is read. */
type Row = { tried: number; found: number; misjudged: number; idle: number };
export type Tamperings = Readonly<{ rows: ReadonlyMap<string, Row>; complaints: readonly string[] }>;

/**
 * Tampers `count` times, each kind in turn, and compares what the verifier reports with what was done.
 * The same seed makes the same choices.
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

/** A flipped bit can be anywhere, so this kind is used more often than the others. */
const FLIPS = 6;

const tamperWithRecord = async ({ count, seed, onStep }: ScenarioOptions): Promise<Result> => {
  const { rows, complaints } = await tamperings(count, seed, onStep);
  const all = [...rows.values()];
  const sum = (what: keyof Row) => all.reduce((total, row) => total + row[what], 0);
  const line = (name: string, ...figures: readonly (string | number)[]) =>
    name.padEnd(68) + figures.map((figure) => String(figure).padStart(17)).join('');
  return {
    summary: `${sum('found')} found of ${sum('tried')}, ${sum('misjudged')} with another diagnosis`,
    // A turn depends on all turns before it.
    violations: complaints.map((what): Violation => ({ description: what, seed, count })),
    details: [
      line('kind', 'tried', 'found', 'wrong diagnosis'),
      ...[...rows].map(([name, { tried, found, misjudged }]) => line(name, tried, found, misjudged)),
      `${sum('idle')} flips of bytes that no row and no page uses were drawn again`,
    ],
  };
};

export const tamper: Scenario = {
  name: 'tamper',
  unit: 'tamperings',
  count: 10_000,
  guarantee: 'the verifier finds everything that was altered, inserted, removed or moved, and says where',
  run: tamperWithRecord,
};
