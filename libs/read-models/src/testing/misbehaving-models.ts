import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Unavailable } from '#event-store/event-store.js';
import type { ReadModel, Thing } from '../projection/read-model.js';
import { texts } from '../models/search/texts.js';
import { statements } from '../models/statements/statements.js';
import { things } from '../models/things.js';
import { trail } from '../models/trail/trail.js';

/**
 * The read models of a service that fails as its spec requests, in the query of this module's URL. `version` of things;
 * `search`, the version of statements; `gate`, a file for which version 2 of things waits; `poison`, a label that
 * things cannot process; `die`, a file: at the label `die` the thread creates it and dies, unless it exists; or
 * `always`; `busy`, a file: at the label `busy` a thread creates it, and is in a call that nothing interrupts, unless it exists;
 * `full`: there are texts as well, for which the disk has no room; `load`, a file that prevents every start of
 * a thread while it exists, with the reason: `away` if the log is down, `full` if the disk is full, or another error.
 */
const asked = new URL(import.meta.url).searchParams;
const [version, search] = ['version', 'search'].map((name) => Number(asked.get(name) ?? 1)) as [number, number];
const [gate, poison, die] = [asked.get('gate'), asked.get('poison'), asked.get('die')];
const [busy, load] = [asked.get('busy'), asked.get('load')];
const hasNoRoom = (): never => {
  throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
};
if (load !== null && existsSync(load)) {
  const why = readFileSync(load, 'utf8');
  if (why === 'full') hasNoRoom();
  throw why === 'away' ? new Unavailable(why, 'not-written', { isTransient: true }) : new Error(why);
}

const wait = (file: string) => {
  while (!existsSync(file)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
};

const misbehave = (thing: Thing) => {
  const rows = things.rows(thing);
  const label = rows['things']![0]!['label'];
  if (gate !== null && version === 2) wait(gate);
  if (poison !== null && label === poison) throw new Error('it was poison');
  if (die !== null && label === 'die' && !existsSync(die)) {
    if (die !== 'always') writeFileSync(die, '');
    process.exit(1);
  }
  if (busy !== null && label === 'busy' && !existsSync(busy)) {
    writeFileSync(busy, '');
    spawnSync('sleep', ['3']);
  }
  return rows;
};

export const models: readonly ReadModel[] = [
  trail,
  { ...things, version, rows: misbehave },
  { ...statements, version: search },
  ...(asked.has('full') ? [{ ...texts, rows: hasNoRoom }] : []),
];

/** The address of these models for a projector. */
export const misbehaving = (query: Readonly<Record<string, string>> = {}): URL =>
  new URL(`?${new URLSearchParams(query).toString()}`, import.meta.url);
