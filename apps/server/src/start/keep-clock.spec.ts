import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import {
  readAcceptedClock,
  readKeptClock,
  saveAcceptedClock,
  type AcceptedClock,
  trustedSince,
} from '#clock/clock-files.js';
import { readClocks } from '#clock/readings.js';
import { keepClock } from './keep-clock.js';
import { Clock } from '../log/clock.js';

const [BOOT, YEAR] = ['a run of the machine', 365 * 86_400_000] as const;
const START = Date.parse('2025-10-27T09:00:00.000Z');

let dataDir: string;
let told: string[];
/** What was done, in order; a kill stands for the end of the process there. */
let done: string[];
let signs: () => Promise<void>;
const stops: (() => Promise<void>)[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-keep-clock-'));
  told = [];
  done = [];
  signs = async () => void done.push('signed');
  jest.spyOn(os, 'uptime').mockReturnValue(86_400);
  setClock(START);
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  jest.restoreAllMocks();
  rmSync(dataDir, { recursive: true });
});

const setClock = (wall: number) => jest.spyOn(Date, 'now').mockReturnValue(wall);
const logger = pino(
  { base: null, timestamp: false },
  { write: (line: string) => void told.push((JSON.parse(line) as { msg: string }).msg) },
);
const offsetNow = (): AcceptedClock => {
  const { wall, uptime } = readClocks();
  return { wall, offset: wall - uptime };
};
/** The service starts, checks its clock once, and is as good as killed: it never checks again. */
const start = async (lastEvent?: string) => {
  const clock = new Clock({ trusted: trustedSince(readKeptClock(dataDir), readClocks(), BOOT) });
  if (lastEvent !== undefined) clock.observe({ metadata: `{"recordedAt":"${lastEvent}"}` });
  clock.onChange(() => done.push(clock.trouble === undefined ? 'trusted' : 'refused'));
  const settings = { dataDir, boot: BOOT, sign: () => signs(), everyMs: 2 ** 30 };
  const stop = await keepClock(clock, settings, logger);
  stops.push(stop);
  return { clock, stop };
};

describe('a clock that was accepted', () => {
  it('is trusted only once the log is signed, and no longer asked for afterwards', async () => {
    const { stop } = await start();
    await stop();
    setClock(START + YEAR);
    saveAcceptedClock(dataDir, offsetNow());
    const { clock } = await start();
    expect(done).toEqual(['refused', 'signed', 'trusted']);
    expect([clock.trouble, readAcceptedClock(dataDir)]).toEqual([undefined, undefined]);
    expect((await start()).clock.trouble).toBeUndefined();
  });

  it('is not trusted while the log cannot be signed, and is once it can', async () => {
    await (await start()).stop();
    setClock(START + YEAR);
    saveAcceptedClock(dataDir, offsetNow());
    signs = () => Promise.reject(new Error('the disk is full'));
    const { clock } = await start();
    expect(clock.trouble).toMatch(/12 months|365 days/);
    expect(told).toContain('The clock that accept-clock has accepted cannot be taken yet');
    expect(readAcceptedClock(dataDir)).toBeDefined();
    signs = async () => {};
    expect((await start()).clock.trouble).toBeUndefined();
  });

  it('is not trusted while its reference cannot be written, and is once it can', async () => {
    await (await start()).stop();
    setClock(START + YEAR);
    saveAcceptedClock(dataDir, offsetNow());
    const inTheWay = join(dataDir, 'clock.next');
    signs = async () => mkdirSync(join(inTheWay, 'a folder'), { recursive: true }) as unknown as void;
    expect((await start()).clock.trouble).toBeDefined();
    expect(readAcceptedClock(dataDir)).toBeDefined();
    rmSync(inTheWay, { recursive: true });
    signs = async () => {};
    expect((await start()).clock.trouble).toBeUndefined();
  });

  it('is trusted after a kill between the reference and the end of the acceptance, and is not accepted again', async () => {
    await (await start()).stop();
    setClock(START + YEAR);
    const accepted = offsetNow();
    saveAcceptedClock(dataDir, accepted);
    await start();
    saveAcceptedClock(dataDir, accepted);
    done = [];
    const { clock } = await start();
    expect([clock.trouble, done, readAcceptedClock(dataDir)]).toEqual([undefined, [], undefined]);
  });

  it('does not count once the clock has returned, also not for a later jump to the same place', async () => {
    await (await start()).stop();
    setClock(START + YEAR);
    saveAcceptedClock(dataDir, offsetNow());
    setClock(START);
    await start();
    setClock(START + YEAR);
    expect((await start()).clock.trouble).toBeDefined();
  });

  it('does not count if the clock returns while the log is being signed', async () => {
    await (await start()).stop();
    setClock(START + YEAR);
    saveAcceptedClock(dataDir, offsetNow());
    signs = async () => void setClock(START);
    expect((await start()).clock.trouble).toBeUndefined();
    expect([readAcceptedClock(dataDir), readKeptClock(dataDir)]).toMatchObject([
      undefined,
      { offset: START - 86_400_000 },
    ]);
  });

  it('is not trusted where it was set to something else since, which is told', async () => {
    await (await start()).stop();
    setClock(START + YEAR);
    saveAcceptedClock(dataDir, offsetNow());
    setClock(START + 2 * YEAR);
    expect((await start()).clock.trouble).toBeDefined();
    expect(told).toContain('The system clock has moved since it was accepted. Run "rapporteur accept-clock" again');
    expect(readAcceptedClock(dataDir)).toBeUndefined();
  });

  it('behind the last event is trusted at later starts, too', async () => {
    const event = '2026-10-27T09:00:00.000Z';
    expect((await start(event)).clock.trouble).toBeDefined();
    saveAcceptedClock(dataDir, offsetNow());
    for (let n = 0; n < 3; n += 1) expect((await start(event)).clock.trouble).toBeUndefined();
    expect((await start('2027-10-27T09:00:00.000Z')).clock.trouble).toBeDefined();
  });
});

describe('the reference of the clock', () => {
  it('is kept with the last event when the clock is refused, so accept-clock sees the same', async () => {
    await start('2026-10-27T09:00:00.000Z');
    expect(readKeptClock(dataDir)).toMatchObject({
      lastEvent: Date.parse('2026-10-27T09:00:00.000Z'),
      isHeld: true,
      boot: BOOT,
    });
  });

  it('may be impossible to write: that is told once, and ends nothing', async () => {
    mkdirSync(join(dataDir, 'clock.next', 'a folder'), { recursive: true });
    const { clock, stop } = await start();
    await stop();
    expect([clock.trouble, told]).toEqual([undefined, ['The reference of the clock cannot be written']]);
  });
});
