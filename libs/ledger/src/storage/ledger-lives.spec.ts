import { cpSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { logConfig } from '#config/log-config.js';
import type { Instant } from '#domain/ids.js';
import { openEventStore } from '#event-store/engines.js';
import { HASH_SIZE } from '../merkle.js';
import { nodesOver } from '../tree.js';
import { checkEntries } from './check-entries.js';
import { Ledger } from './ledger.js';
import { soundOf } from './ledger-broken.js';
import { BOUND, Life } from './testing/life.js';
import { drawnLives, live } from './testing/lives.js';

const MINUTE = 60_000;

describe('the ledger of an honest service', () => {
  it('always starts again, whatever happens to it', async () => {
    await fc.assert(fc.asyncProperty(drawnLives, live), { numRuns: 15 });
  }, 120_000);
});

describe('a ledger', () => {
  let life: Life;
  const file = (name: string) => join(life.dataDir, 'ledger', name);
  beforeEach(async () => {
    life = new Life();
    await life.start();
  });
  afterEach(() => life.remove());

  const recordFor = async (minutes: number) => {
    for (let n = 0; n < minutes * 2; n += 1) {
      expect(await life.record()).toBe(true);
      life.now += MINUTE / 2;
      await life.sign();
    }
  };

  it('records a checkpoint in the log where facts were recorded since the last, and none otherwise', async () => {
    await life.sign();
    expect(life.ledger.size).toBe(0);
    await life.record();
    await life.sign();
    expect(life.ledger.size).toBe(2);
    for (let n = 0; n < 3; n += 1) await life.sign();
    expect([life.ledger.size, life.ledger.signed?.size]).toEqual([2, 2]);
    await life.stop();
    await life.start();
    expect(life.ledger.size).toBe(2);
    await life.die();
  });

  it('is opened where its folder is older, as long as the checkpoints in the log show what was signed', async () => {
    const old = `${life.dataDir}-old`;
    cpSync(join(life.dataDir, 'ledger'), old, { recursive: true });
    await recordFor(5);
    await life.die();
    rmSync(join(life.dataDir, 'ledger'), { recursive: true });
    cpSync(old, join(life.dataDir, 'ledger'), { recursive: true });
    rmSync(old, { recursive: true });
    await life.start();
    expect(life.ledger.signed?.size).toBe(life.ledger.size);
    await life.die();
  });

  it.each([
    [69, true],
    [71, false],
  ])('takes facts that nobody signed over %d s: %p', async (seconds, isTaken) => {
    await life.record();
    await life.sign();
    const { size } = life.ledger;
    const note = readFileSync(file('checkpoint'), 'utf8');
    await life.die();
    // Facts that another program has written: the service would have signed them.
    await life.forge(0);
    await life.forge(seconds * 1_000);
    expect(readFileSync(file('checkpoint'), 'utf8')).toBe(note);
    life.now += 365 * 24 * 60 * MINUTE;
    const started = life.start().then(
      () => 'started',
      (error: Error) => error.message,
    );
    if (isTaken) {
      expect(await started).toBe('started');
      await life.die();
    } else
      expect(await started).toMatch(new RegExp(`^event ${size} of the log \\([0-9a-f-]+\\).*"rapporteur accept-loss`));
  });

  it('does not take a checkpoint in the log that its key has not signed, and names it', async () => {
    await recordFor(1);
    const { size } = life.ledger;
    await life.die();
    await life.forge(0, { ofStranger: true });
    await expect(life.start()).rejects.toThrow(`event ${size} of the log is a checkpoint that does not match the log`);
  });

  it('records nothing more once the oldest fact is not signed for longer than the bound, and goes on when it can', async () => {
    await life.record();
    life.hideLedger();
    life.now += BOUND.signingBound * 1_000;
    expect(await life.record()).toBe(true);
    life.now += 1;
    expect(await life.record()).toBe(false);
    expect(life.ledger.trouble).toContain('The checkpoint cannot be stored');
    life.returnLedger();
    expect(await life.record()).toBe(true);
    expect(life.ledger.trouble).toBeUndefined();
    await life.die();
  });

  it('counts a fact that is still on its way to the log', async () => {
    const { done } = await life.ledger.beginFact();
    life.now += BOUND.signingBound * 1_000 + 1;
    await expect(life.ledger.beginFact()).rejects.toThrow('still on its way');
    done();
    expect(await life.record()).toBe(true);
    await life.die();
  });

  it.each(['all of it', 'checkpoint', 'entries'])(
    'writes its folder whole again where %s was removed',
    async (what) => {
      await recordFor(2);
      const kept = readFileSync(file('entries'));
      rmSync(what === 'all of it' ? join(life.dataDir, 'ledger') : file(what), { recursive: true });
      await life.sign();
      expect(readFileSync(file('entries')).equals(kept)).toBe(true);
      await life.die();
      await life.start();
      await life.die();
    },
  );

  describe('whose entries on the disk are not those of the log', () => {
    /** The entries of a service that was stopped, and how many of them the check of its last start had covered. */
    const stopped = async () => {
      await recordFor(2);
      await life.stop();
      const checked = life.ledger.size;
      const check = readFileSync(file('checked'));
      await life.start();
      await recordFor(2);
      await life.stop();
      writeFileSync(file('checked'), check);
      return { kept: readFileSync(file('entries')), checked, size: life.ledger.size };
    };
    const flip = (entry: number): number => {
      const bytes = readFileSync(file('entries'));
      bytes[entry * HASH_SIZE + 7]! ^= 1;
      writeFileSync(file('entries'), bytes);
      return entry;
    };
    const cut = (entry: number): number => {
      truncateSync(file('entries'), entry * HASH_SIZE + 9);
      return entry;
    };
    const unreadable = (): number => {
      rmSync(file('entries'));
      symlinkSync(life.dataDir, file('entries'));
      return 0;
    };

    /** Each damages the file, and says which entry is the first that is wrong. */
    it.each<[string, (checked: number, size: number) => number]>([
      ['the first was altered', () => flip(0)],
      ['two were altered', (_, size) => Math.min(flip(size - 1), flip(2))],
      ['the last one was altered that an earlier check covers', (checked) => flip(checked - 1)],
      ['one was altered that no earlier check covers', (checked) => flip(checked + 1)],
      ['the end is lost', () => cut(3)],
      ['all are lost', () => cut(0)],
      ['they cannot be read', unreadable],
    ])('tells the first that is wrong, and writes them again where %s', async (what, damage) => {
      const { kept, checked, size } = await stopped();
      const first = damage(checked, size);
      const heard = what === 'they cannot be read' ? [`${file('entries')}: it is a folder (EISDIR)`] : [];
      await life.start();
      expect([life.ledger.damagedFrom, life.unusable]).toEqual([first, heard]);
      expect(readFileSync(file('entries')).equals(kept)).toBe(true);
      expect(statSync(file('entries')).mode & 0o777).toBe(0o600);
      await life.stop();
      // Written once, they are as good as before.
      await life.start();
      expect([life.ledger.damagedFrom, life.unusable]).toEqual([undefined, heard]);
      await life.die();
    });
    it('leaves them as they are where all are right, also those of a crash beyond the last checkpoint', async () => {
      const { kept } = await stopped();
      writeFileSync(file('entries'), Buffer.concat([kept, Buffer.alloc(HASH_SIZE, 7)]));
      const { ino, mtimeMs } = statSync(file('entries'));
      await life.start();
      expect(life.ledger.damagedFrom).toBeUndefined();
      expect(statSync(file('entries'))).toMatchObject({ ino, mtimeMs });
      await life.die();
    });
    it('tries again with the next checkpoint where they cannot be written', async () => {
      const { kept } = await stopped();
      flip(0);
      mkdirSync(file('entries.new'));
      await life.start();
      expect([life.ledger.damagedFrom, life.ledger.trouble]).toEqual([
        0,
        expect.stringContaining('The checkpoint cannot be stored'),
      ]);
      expect(readFileSync(file('entries')).equals(kept)).toBe(false);
      rmSync(file('entries.new'), { recursive: true });
      await life.sign();
      expect(life.ledger.trouble).toBeUndefined();
      expect(readFileSync(file('entries')).equals(kept)).toBe(true);
      await life.die();
    });
    it.each<[string, () => number, (size: number) => string]>([
      ['where they are right', () => 0, () => 'event 1 is not what was signed'],
      ['also where they cannot be read', unreadable, (size) => `one or more of the first ${size} events are not`],
    ])('are no excuse for a log that is not the one that was signed: it is refused, %s', async (_, change, why) => {
      const { size } = await stopped();
      change();
      await expect(openAltered(1)).rejects.toThrow(why(size));
    });

    /** Opens the ledger as of a log with another event in this place, which fits its own entry. */
    const openAltered = async (ordinal: number) => {
      const store = await openEventStore(logConfig(life.dataDir), 'reader');
      try {
        const checked = soundOf(await checkEntries(store), store);
        const entries = Uint8Array.from(checked.entries);
        entries[ordinal * HASH_SIZE]! ^= 1;
        const key = readFileSync(join(life.dataDir, 'ledger.key'), 'utf8').trim();
        const log = { dataDir: life.dataDir, store, now: () => new Date(life.now).toISOString() as Instant };
        return await Ledger.open(key, log, { ...checked, entries, nodes: nodesOver(entries).shared }, BOUND);
      } finally {
        await store.close();
      }
    };
  });

  it('is not fooled by a shorter file of entries', async () => {
    await recordFor(2);
    const kept = readFileSync(file('entries'));
    writeFileSync(file('entries'), kept.subarray(0, 40));
    await life.record();
    await life.sign();
    expect(readFileSync(file('entries')).subarray(0, kept.length).equals(kept)).toBe(true);
    await life.die();
  });
});
