import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parties, randomOf, sampleLog } from '../audit/testing/sample.js';
import type { Logged } from '../audit/write-audit.js';
import { Entries } from '../entries.js';
import { Ledger } from './ledger.js';
import { ledgerKey } from './ledger-key.js';
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
const none: LedgerSource = { isNew: false, ledgerKey: undefined, ledgerOrigin: undefined };
const withKey = { ...none, ledgerKey: owner.keys.log.signer };

let count = 0;
let oldHouse: string;
let newHouse: string;
const keep = (dataDir: string, note: string, cosigned?: string) => {
  const folder = join(dataDir, 'ledger');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'checkpoint'), note);
  if (cosigned !== undefined) writeFileSync(join(folder, 'checkpoint.cosigned'), cosigned);
  return folder;
};
const noteIn = (dataDir: string) => readFileSync(join(dataDir, 'ledger', 'checkpoint'), 'utf8');
beforeEach(() => {
  oldHouse = join(root, `old-${count}`);
  newHouse = join(root, `new-${count++}`);
  mkdirSync(newHouse);
});

describe('the ledger of a record that moves', () => {
  it('is brought from the old house, and goes on under its key', async () => {
    const note = owner.sign(log.slice(0, 28));
    const from = keep(oldHouse, note, owner.cosign(owner.sign(log.slice(0, 20))));
    expect(await prepareLedger(entries, newHouse, { ...none, from })()).toEqual({
      origin: 'record.example.org/talks',
      covered: 28,
      hasKey: false,
    });
    const opened = await Ledger.open(owner.keys.log.signer, newHouse, { entries, last: undefined, collected: [] });
    expect(opened.describe()).toMatchObject({ origin: 'record.example.org/talks', size: 30, cosigned: { size: 20 } });
    await opened.checkpoint();
    await Ledger.open(owner.keys.log.signer, newHouse, { entries, last: undefined, collected: [] });
  });
  it('may lie in the new house already, and is then left as it is', async () => {
    keep(newHouse, owner.sign(log.slice(0, 28)));
    expect(await prepareLedger(entries, newHouse, withKey)()).toMatchObject({ covered: 28, hasKey: true });
    const again = { ...none, from: keep(oldHouse, owner.sign(log.slice(0, 5))) };
    expect(await prepareLedger(entries, newHouse, again)()).toMatchObject({ covered: 28 });
    expect(noteIn(newHouse)).toBe(owner.sign(log.slice(0, 28)));
  });
  it('tells a service that starts on half of the record what is missing', async () => {
    await prepareLedger(entries, newHouse, { ...none, from: keep(oldHouse, owner.sign(log)) })();
    const half = { entries: entriesOf(log.slice(0, 15)), last: undefined, collected: [] };
    await expect(Ledger.open(owner.keys.log.signer, newHouse, half)).rejects.toThrow(
      'the log has 15 events, and its last checkpoint covers 30',
    );
  });
  it('is begun anew where that is asked for, by the key that is there or by a new one', async () => {
    expect(await prepareLedger(entries, newHouse, { ...withKey, isNew: true })()).toEqual({
      origin: 'record.example.org/talks',
      covered: 30,
      hasKey: true,
    });
    expect(noteIn(newHouse)).toBe(owner.sign(log));

    const ledgerOrigin = 'record.example.org/anew';
    const fresh = join(newHouse, 'fresh');
    mkdirSync(fresh);
    const wanted = { ...none, isNew: true, ledgerOrigin };
    expect(await prepareLedger(entries, fresh, wanted)()).toMatchObject({ origin: ledgerOrigin, covered: 30 });
    // A second time finds it.
    expect(await prepareLedger(entries, fresh, wanted)()).toMatchObject({ origin: ledgerOrigin, covered: 30 });
    const key = ledgerKey(undefined, undefined, fresh);
    expect((await Ledger.open(key, fresh, { entries, last: undefined, collected: [] })).origin).toBe(ledgerOrigin);
  });
  it('takes the place of one that a service has begun on an empty log under the same key', async () => {
    keep(newHouse, owner.sign([]));
    await prepareLedger(entries, newHouse, { ...withKey, from: keep(oldHouse, owner.sign(log)) })();
    expect(noteIn(newHouse)).toBe(owner.sign(log));
  });
});

describe('a ledger is refused, and nothing is written,', () => {
  const refused = (wanted: Partial<LedgerSource>) => {
    const before = existsSync(join(newHouse, 'ledger')) && noteIn(newHouse);
    try {
      prepareLedger(entries, newHouse, { ...none, ...wanted });
    } catch (error) {
      expect(existsSync(join(newHouse, 'ledger')) && noteIn(newHouse)).toBe(before);
      return (error as Error).message;
    }
    throw new Error('it was taken');
  };

  it('where nobody says which', () => {
    expect(refused({})).toMatch(/--ledger <folder>.*--new-ledger/);
    expect(refused(withKey)).toMatch(/--ledger <folder>/);
    keep(newHouse, owner.sign([]));
    expect(refused({})).toMatch(/--ledger <folder>/);
  });
  it('where there is none in the folder', () => {
    expect(refused({ from: join(root, 'nowhere') })).toMatch(/no checkpoint in .*nowhere/);
  });
  it('before the file is read, where that can be told', () => {
    const demand = (wanted: Partial<LedgerSource>) => () => assertLedgerSource(newHouse, { ...none, ...wanted });
    expect(demand({})).toThrow(/--ledger <folder>.*--new-ledger/);
    expect(demand({ from: join(root, 'nowhere') })).toThrow(/no checkpoint in .*nowhere/);
    expect(demand({ isNew: true })).not.toThrow();
    expect(demand({ from: keep(oldHouse, owner.sign(log)) })).not.toThrow();
    keep(newHouse, owner.sign([]));
    expect(demand({})).not.toThrow();
  });
  it('where it covers more than the file has: the file is older', () => {
    const from = keep(oldHouse, owner.sign([...log, ...sampleLog(randomOf(9), 3)]));
    expect(refused({ from })).toMatch(/covers 33 events, but the file has 30.*export the record again/);
  });
  it('where it is of another record, in the old house or in the new', () => {
    const another = sampleLog(randomOf(10), 12);
    expect(refused({ from: keep(oldHouse, owner.sign(another)) })).toMatch(/first 12 events of the file are not/);
    expect(refused({ from: keep(oldHouse, owner.sign(log), owner.cosign(owner.sign(another))) })).toMatch(/first 12/);
    keep(newHouse, owner.sign(another));
    expect(refused({ isNew: true })).toMatch(
      /^The ledger in \S+ does not match the file, .*first 12 events of the file are not/,
    );
  });
  it('where there are two', () => {
    const from = keep(oldHouse, owner.sign(log));
    keep(newHouse, other.sign([]));
    expect(refused({ from })).toMatch(/which covers nothing\. Delete/);
    keep(newHouse, other.sign(log.slice(0, 3)));
    expect(refused({ from })).toMatch(/is the ledger of record\.example\.org\/other, and .* that of record\.example/);
    const mixed = keep(oldHouse, owner.sign(log), other.cosign(other.sign(log)));
    expect(refused({ from: mixed })).toMatch(/belong to two logs/);
  });
  it('where its key is another, or has not signed it', () => {
    const from = keep(oldHouse, owner.sign(log));
    expect(refused({ from, ledgerKey: other.keys.log.signer })).toMatch(
      /the key is that of record\.example\.org\/other/,
    );
    expect(refused({ from, ledgerKey: parties().keys.log.signer })).toMatch(/was not signed by the key of the ledger/);
    keep(newHouse, owner.sign(log));
    expect(refused({ ledgerKey: parties().keys.log.signer })).toMatch(/was not signed by the key/);
  });
  it('where its checkpoint is none', () => {
    expect(refused({ from: keep(oldHouse, 'A checkpoint\n') })).toMatch(/cannot be read/);
  });
});
