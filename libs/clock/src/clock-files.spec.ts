import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  isAccepted,
  type KeptClock,
  readAcceptedClock,
  readKeptClock,
  removeAcceptedClock,
  saveAcceptedClock,
  saveKeptClock,
  trustedSince,
} from './clock-files.js';

const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-clock-files-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

const KEPT: KeptClock = {
  offset: 1_000_000,
  uptime: 5_000,
  lead: 7,
  isHeld: true,
  lastEvent: 1_004_000,
  bound: 300_000,
  boot: 'a',
};

describe('the reference of the clock', () => {
  it('is kept in the data folder', () => {
    expect(readKeptClock(dataDir)).toBeUndefined();
    saveKeptClock(dataDir, KEPT);
    expect(readKeptClock(dataDir)).toEqual(KEPT);
  });
  it.each(['', '{"offset":1}', 'null', '{"offset":1e999}'])('is refused if the file is damaged: %s', (text) => {
    writeFileSync(join(dataDir, 'clock'), text);
    expect(() => readKeptClock(dataDir)).toThrow(/clock cannot be used: it is damaged\. .*delete this file/);
  });
  const later = { wall: 2_000_000, uptime: 9_000 };
  const { offset, uptime, lead, isHeld } = KEPT;
  it('holds in the same run of the machine', () => {
    expect(trustedSince(KEPT, later, 'a')).toEqual({ offset, uptime, lead, isHeld });
    expect(trustedSince(KEPT, later, undefined)).toEqual({ offset, uptime, lead, isHeld });
  });
  it('does not hold once the machine was started again, but what was accepted about the last event does', () => {
    const now = { offset: 1_991_000, uptime: 9_000, lead, isHeld: false };
    expect(trustedSince(KEPT, later, 'b')).toEqual(now);
    expect(trustedSince(undefined, later, 'a')).toEqual({ ...now, lead: 0 });
    expect(trustedSince(KEPT, { wall: 2_000_000, uptime: 4_999 }, 'a')).toMatchObject({ uptime: 4_999, lead });
  });
});

describe('a clock that was accepted', () => {
  const [jumped, behind] = [{ jump: 999_999 }, { jump: 0 }].map(
    (verdict) => verdict as Parameters<typeof isAccepted>[2],
  );
  const accepted = { wall: 10_000_000, offset: 9_000_000 };
  const is = (now: typeof accepted, verdict = jumped!) => isAccepted(accepted, now, verdict, 300_000);
  it('is kept until it is removed', () => {
    saveAcceptedClock(dataDir, accepted);
    expect(readAcceptedClock(dataDir)).toEqual(accepted);
    removeAcceptedClock(dataDir);
    removeAcceptedClock(dataDir);
    expect(readAcceptedClock(dataDir)).toBeUndefined();
  });
  it('is accepted some time later', () => {
    expect(is({ wall: 99_000_000, offset: 9_000_000 })).toBe(true);
    expect(is({ wall: 10_300_000, offset: 9_300_000 })).toBe(true);
  });
  it('is not accepted once it was set to something else', () => {
    expect(is({ wall: 99_000_000, offset: 9_300_001 })).toBe(false);
    expect(is({ wall: 99_000_000, offset: 8_699_999 })).toBe(false);
    expect(is({ wall: 9_699_999, offset: 9_000_000 })).toBe(false);
  });
  it('is accepted after another start of the machine if it was only behind the last event', () => {
    expect(is({ wall: 11_000_000, offset: 10_999_000 }, behind)).toBe(true);
    expect(is({ wall: 9_000_000, offset: 8_999_000 }, behind)).toBe(false);
  });
});
