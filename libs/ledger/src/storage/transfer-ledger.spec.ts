import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parties, randomOf, sampleLog } from '../audit/testing/sample.js';
import type { Logged } from '../audit/write-audit.js';
import type { Instant } from '#domain/ids.js';
import { Entries } from '../entries.js';
import { nodesOver } from '../tree.js';
import { HASH_SIZE } from '../merkle.js';
import { Ledger } from './ledger.js';
import { ledgerKey } from './ledger-key.js';
import { EMPTY_LOG } from './log-summary.js';
import { assertLedgerSource, prepareLedger, type LedgerSource } from './transfer-ledger.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-moved-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const log = sampleLog(randomOf(8), 30);
const owner = parties();
const other = parties('record.example.org/other');
const entriesOf = (events: readonly Logged[]) => {
  const entries = new Entries();
  for (const { entry } of events) entries.add(entry);
  return entries.bytes;
};
const entries = entriesOf(log);
/** Opens the ledger of a log that has these entries. */
const opening = (key: string, dataDir: string, bytes = entries) => {
  const store = {
    append: () => Promise.reject(new Error('no log')),
    readAll: async function* () {},
    nameOfStream: (stream: string) => stream,
  };
  const place = { dataDir, store, now: () => '2025-10-27T09:00:00.000Z' as Instant };
  const checked = {
    isWhole: true,
    summary: EMPTY_LOG,
    entries: bytes,
    nodes: nodesOver(bytes).shared,
    recordedAt: { from: 0, instants: new Float64Array(bytes.length / HASH_SIZE) },
  };
  return Ledger.open(key, place, checked, { signingBound: 60, signingInterval: 10 });
};
const none: LedgerSource = { isNew: false, ledgerKey: undefined, ledgerOrigin: undefined };
const withKey = { ...none, ledgerKey: owner.keys.log.signer };

let count = 0;
let oldFolder: string;
let newFolder: string;
const keep = (dataDir: string, note: string, cosigned?: string) => {
  const folder = join(dataDir, 'ledger');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'checkpoint'), note);
  if (cosigned !== undefined) writeFileSync(join(folder, 'checkpoint.cosigned'), cosigned);
  return folder;
};
const noteIn = (dataDir: string) => readFileSync(join(dataDir, 'ledger', 'checkpoint'), 'utf8');
beforeEach(() => {
  oldFolder = join(root, `old-${count}`);
  newFolder = join(root, `new-${count++}`);
  mkdirSync(newFolder);
});

describe('the ledger of a moved record', () => {
  it('is copied from the old data folder, and continues with its key', async () => {
    const note = owner.sign(log.slice(0, 28));
    const from = keep(oldFolder, note, owner.cosign(owner.sign(log.slice(0, 20))));
    expect(await prepareLedger(entries, newFolder, { ...none, from })()).toEqual({
      origin: 'record.example.org/talks',
      covered: 28,
      hasKey: false,
    });
    const opened = await opening(owner.keys.log.signer, newFolder);
    expect(opened.describe()).toMatchObject({ origin: 'record.example.org/talks', size: 30, cosigned: { size: 20 } });
    await opened.checkpoint();
    await opening(owner.keys.log.signer, newFolder);
  });
  it('may already be in the new data folder, and is then unchanged', async () => {
    keep(newFolder, owner.sign(log.slice(0, 28)));
    expect(await prepareLedger(entries, newFolder, withKey)()).toMatchObject({ covered: 28, hasKey: true });
    const again = { ...none, from: keep(oldFolder, owner.sign(log.slice(0, 5))) };
    expect(await prepareLedger(entries, newFolder, again)()).toMatchObject({ covered: 28 });
    expect(noteIn(newFolder)).toBe(owner.sign(log.slice(0, 28)));
  });
  it('shows a service that starts on half of the record what is missing', async () => {
    await prepareLedger(entries, newFolder, { ...none, from: keep(oldFolder, owner.sign(log)) })();
    const half = entriesOf(log.slice(0, 15));
    await expect(opening(owner.keys.log.signer, newFolder, half)).rejects.toThrow(
      'the log has 15 events, and its last checkpoint covers 30',
    );
  });
  it('is started again on request, with the existing key or a new one', async () => {
    expect(await prepareLedger(entries, newFolder, { ...withKey, isNew: true })()).toEqual({
      origin: 'record.example.org/talks',
      covered: 30,
      hasKey: true,
    });
    expect(noteIn(newFolder)).toBe(owner.sign(log));

    const ledgerOrigin = 'record.example.org/anew';
    const fresh = join(newFolder, 'fresh');
    mkdirSync(fresh);
    const source = { ...none, isNew: true, ledgerOrigin };
    expect(await prepareLedger(entries, fresh, source)()).toMatchObject({ origin: ledgerOrigin, covered: 30 });
    // A second run finds it.
    expect(await prepareLedger(entries, fresh, source)()).toMatchObject({ origin: ledgerOrigin, covered: 30 });
    const key = ledgerKey(undefined, undefined, fresh);
    expect((await opening(key, fresh)).origin).toBe(ledgerOrigin);
  });
  it('replaces one that a service started on an empty log with the same key', async () => {
    keep(newFolder, owner.sign([]));
    await prepareLedger(entries, newFolder, { ...withKey, from: keep(oldFolder, owner.sign(log)) })();
    expect(noteIn(newFolder)).toBe(owner.sign(log));
  });
});

describe('a ledger is refused, and nothing is written,', () => {
  const refused = (source: Partial<LedgerSource>) => {
    const before = existsSync(join(newFolder, 'ledger')) && noteIn(newFolder);
    try {
      prepareLedger(entries, newFolder, { ...none, ...source });
    } catch (error) {
      expect(existsSync(join(newFolder, 'ledger')) && noteIn(newFolder)).toBe(before);
      return (error as Error).message;
    }
    throw new Error('it was accepted');
  };

  it('if none is named', () => {
    expect(refused({})).toMatch(/--ledger <folder>.*--new-ledger/);
    expect(refused(withKey)).toMatch(/--ledger <folder>/);
    keep(newFolder, owner.sign([]));
    expect(refused({})).toMatch(/--ledger <folder>/);
  });
  it('if there is none in the folder', () => {
    expect(refused({ from: join(root, 'nowhere') })).toMatch(/no checkpoint in .*nowhere/);
  });
  it('before the file is read, if possible', () => {
    const demand = (source: Partial<LedgerSource>) => () => assertLedgerSource(newFolder, { ...none, ...source });
    expect(demand({})).toThrow(/--ledger <folder>.*--new-ledger/);
    expect(demand({ from: join(root, 'nowhere') })).toThrow(/no checkpoint in .*nowhere/);
    expect(demand({ isNew: true })).not.toThrow();
    expect(demand({ from: keep(oldFolder, owner.sign(log)) })).not.toThrow();
    keep(newFolder, owner.sign([]));
    expect(demand({})).not.toThrow();
  });
  it('if it covers more events than the file has', () => {
    const from = keep(oldFolder, owner.sign([...log, ...sampleLog(randomOf(9), 3)]));
    expect(refused({ from })).toMatch(/covers 33 events, but the file has 30.*export the record again/);
  });
  it('if it is of another record, in the old or in the new data folder', () => {
    const another = sampleLog(randomOf(10), 12);
    expect(refused({ from: keep(oldFolder, owner.sign(another)) })).toMatch(/first 12 events of the file are not/);
    expect(refused({ from: keep(oldFolder, owner.sign(log), owner.cosign(owner.sign(another))) })).toMatch(/first 12/);
    keep(newFolder, owner.sign(another));
    expect(refused({ isNew: true })).toMatch(
      /^The ledger in \S+ does not match the file, .*first 12 events of the file are not/,
    );
  });
  it('if there are two', () => {
    const from = keep(oldFolder, owner.sign(log));
    keep(newFolder, other.sign([]));
    expect(refused({ from })).toMatch(/which covers nothing\. Delete/);
    keep(newFolder, other.sign(log.slice(0, 3)));
    expect(refused({ from })).toMatch(/is the ledger of record\.example\.org\/other, and .* that of record\.example/);
    const mixed = keep(oldFolder, owner.sign(log), other.cosign(other.sign(log)));
    expect(refused({ from: mixed })).toMatch(/belong to two logs/);
  });
  it('if its key is another one, or has not signed it', () => {
    const from = keep(oldFolder, owner.sign(log));
    expect(refused({ from, ledgerKey: other.keys.log.signer })).toMatch(
      /the key is that of record\.example\.org\/other/,
    );
    expect(refused({ from, ledgerKey: parties().keys.log.signer })).toMatch(/was not signed by the key of the ledger/);
    keep(newFolder, owner.sign(log));
    expect(refused({ ledgerKey: parties().keys.log.signer })).toMatch(/was not signed by the key/);
  });
  it('if its checkpoint is invalid', () => {
    expect(refused({ from: keep(oldFolder, 'A checkpoint\n') })).toMatch(/cannot be read/);
  });
});
