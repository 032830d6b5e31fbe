import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EMPTY_LOG } from '#ledger/storage/log-summary.js';
import type { Check } from '#ledger/storage/signed-check.js';
import { keepCheck } from './keep-check.js';

const WHILE = 60_000;

/** A ledger of which the test says how long it is, how much is signed, and how much is in the index. */
const ledgerOf = (size: number) => {
  const kept: number[] = [];
  const warned: string[] = [];
  const world = {
    size,
    signed: size,
    indexed: size,
    trouble: undefined as string | undefined,
    isDiskFull: false,
    found: () => {},
  };
  const ledger = {
    get size() {
      return world.size;
    },
    get signed() {
      return { note: '', size: world.signed };
    },
    get check(): Check {
      return { summary: { ...EMPTY_LOG, size: world.size }, root: Buffer.alloc(32) };
    },
    keepCheck: async ({ summary }: Check) => {
      if (world.isDiskFull) throw new Error('ENOSPC: no space left on device');
      kept.push(summary.size);
      world.found();
    },
  };
  const index = {
    get upTo() {
      return world.indexed - 1;
    },
    /** What was recorded last is indexed a moment later. */
    until: async (ordinal: number) => (world.indexed = Math.max(world.indexed, ordinal + 1)) > ordinal,
  };
  const alarm = {
    get message() {
      return world.trouble;
    },
  };
  const logger = { warn: ({ error }: { error: string }) => void warned.push(error) };
  const begin = (before: number) =>
    keepCheck({ ledger, index, alarm, forget: () => void kept.splice(0) }, before, logger as never);
  return { world, kept, warned, begin };
};

describe('what was checked of the log', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());
  const pass = () => jest.advanceTimersByTimeAsync(WHILE);

  it('is kept once the log has grown by many events, and when the service stops', async () => {
    const { world, kept, begin } = ledgerOf(100_000);
    const stop = begin(99_999);
    await pass();
    expect(kept).toEqual([]);
    world.size = world.signed = world.indexed = 120_000;
    await pass();
    expect(kept).toEqual([120_000]);
    world.size = world.signed = world.indexed = 120_001;
    await pass();
    expect(kept).toEqual([120_000]);
    await stop();
    expect(kept).toEqual([120_000, 120_001]);
    await pass();
    expect(kept).toHaveLength(2);
  });
  it('is kept of the last events, too, which are compared when the service stops', async () => {
    const { world, kept, begin } = ledgerOf(100_000);
    const stop = begin(100_000);
    world.size = world.signed = 100_001;
    await stop();
    expect(kept).toEqual([100_001]);
    world.indexed = 0;
    await begin(0)();
    expect(kept).toEqual([100_001]);
  });
  it('is not kept of a short log', async () => {
    const { kept, begin } = ledgerOf(500);
    const stop = begin(0);
    await pass();
    await stop();
    expect(kept).toEqual([]);
  });
  it.each([
    ['signed', { signed: 119_999 }],
    ['compared with the ledger', { indexed: 119_999 }],
  ])('is not kept before all of it is %s', async (_, behind) => {
    const { world, kept, begin } = ledgerOf(120_000);
    Object.assign(world, behind);
    const stop = begin(0);
    await pass();
    expect(kept).toEqual([]);
    // Others follow all the time.
    world.size = world.signed = world.indexed = 120_500;
    await pass();
    expect(kept).toEqual([120_000]);
    await stop();
  });
  it('is not kept of a log that was found to be altered', async () => {
    const { world, kept, begin } = ledgerOf(120_000);
    world.trouble = 'event 7 is not what was recorded';
    const stop = begin(0);
    await pass();
    await stop();
    expect(kept).toEqual([]);
  });
  it('is removed again where something is found while it is written', async () => {
    const { world, kept, begin } = ledgerOf(120_000);
    world.found = () => (world.trouble = 'event 7 is not what was recorded');
    const stop = begin(0);
    await pass();
    await stop();
    expect(kept).toEqual([]);
  });
  it('is kept later where the disk is full, which is told once', async () => {
    const { world, kept, warned, begin } = ledgerOf(120_000);
    world.isDiskFull = true;
    const stop = begin(0);
    await pass();
    expect([kept, warned]).toEqual([[], ['ENOSPC: no space left on device']]);
    world.isDiskFull = false;
    await pass();
    expect(kept).toEqual([120_000]);
    await stop();
  });
});
