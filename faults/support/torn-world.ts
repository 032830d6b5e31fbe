import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { checkpointIn } from '#ledger/storage/checkpoint-store.js';
import { ledgerKey } from '#ledger/storage/ledger-key.js';
import { startProcess, stop } from '../../test/support/process.js';

export const [LOG, WAL] = ['events.db', 'events.db-wal'] as const;
export type LogFile = typeof LOG | typeof WAL;

/** The ledger next to the log: its folder, and the number of events that its last checkpoint covers. */
export type Signed = Readonly<{ name: string; folder: string; covers: number }>;

export type Files = Readonly<Record<LogFile, Buffer>>;

/** The files that a killed service left behind: one part of its log is in the file, one in the WAL. */
export type TornWorld = Readonly<{
  folder: string;
  /** As the kill left them, and as a clean shutdown leaves them: without a WAL. */
  killed: Files;
  closed: Files;
  log: readonly StoredEvent[];
  key: string;
  /** One that covers the whole log, and one that does not cover the last two commits. */
  ledgers: readonly Signed[];
}>;

const IN_FILE = 12;
const IN_WAL = 6;
const NOT_SIGNED = 2;

export const tornWorld = async (root: string): Promise<TornWorld> => {
  const dataDir = join(root, 'world');
  const record = async (url: string, from: number, count: number) => {
    for (let n = from; n < from + count; n++) {
      const answer = await fetch(`${url}/v1/negotiations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ title: `Talks ${n}`, description: 'rare earths 稀土 '.repeat(1 + (n % 3) * 10) }),
      });
      if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    }
  };
  const ledgers: Signed[] = [];
  const signed = async (url: string, name: string) => {
    const note = await (await fetch(`${url}/v1/audit/checkpoint`)).text();
    const folder = join(root, name);
    cpSync(join(dataDir, 'ledger'), join(folder, 'ledger'), { recursive: true });
    ledgers.push({ name, folder, covers: checkpointIn(note).size });
  };

  // A clean shutdown, which moves the WAL into the file.
  const first = await startProcess({ dataDir });
  await record(first.url, 0, IN_FILE);
  await stop(first);
  const second = await startProcess({ dataDir });
  await record(second.url, IN_FILE, IN_WAL);
  await signed(second.url, 'signed before the last facts');
  await record(second.url, IN_FILE + IN_WAL, NOT_SIGNED);
  await signed(second.url, 'signed');
  await stop(second, 'SIGKILL');

  const killed = { [LOG]: readFileSync(join(dataDir, LOG)), [WAL]: readFileSync(join(dataDir, WAL)) };
  const store = await openEventStore(logConfig(dataDir), 'reader');
  const log: StoredEvent[] = [];
  for await (const { events } of store.readAll()) log.push(...events);
  await store.close();
  await (await openEventStore(logConfig(dataDir), 'owner')).close();
  const closed = { [LOG]: readFileSync(join(dataDir, LOG)), [WAL]: Buffer.alloc(0) };
  return { folder: dataDir, killed, closed, log, key: ledgerKey(undefined, undefined, dataDir), ledgers };
};

/** Puts a log into a folder, and removes everything that was there before. */
export const putLog = (folder: string, files: Files): void => {
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, 'events.db-shm'), { force: true });
  for (const name of [LOG, WAL] as const) writeFileSync(join(folder, name), files[name]);
};

const FRAME_HEADER = 24;
const WAL_HEADER = 32;

/**
 * Where the last commits start in a WAL (SQLite's file format, section 4): a frame that has the size of the file ends a
 * commit.
 */
export const lastCommits = (wal: Buffer, count: number): number => {
  const frame = FRAME_HEADER + wal.readUInt32BE(8);
  const ends: number[] = [];
  for (let at = WAL_HEADER; at + frame <= wal.length; at += frame)
    if (wal.readUInt32BE(at + 4) > 0) ends.push(at + frame);
  return ends.at(-1 - count) ?? WAL_HEADER;
};
export const pageSize = (log: Buffer): number => log.readUInt16BE(16);
