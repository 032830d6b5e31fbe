import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
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
