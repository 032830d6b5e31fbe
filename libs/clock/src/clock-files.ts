import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '#storage/read-file.js';
import { replaceFileSync } from '#storage/replace-file.js';
import { Unusable } from '#storage/unusable.js';
import { type Trusted, trustNow, type Verdict } from './judge-clock.js';
import type { Reading } from './readings.js';

const KEPT_FILE = 'clock';
const ACCEPTED_FILE = 'clock.accepted';

/**
 * What the service keeps of its clock in the data folder. `boot`: the run of the machine in which `uptime` was read.
 * `lastEvent`: when the last event was recorded, in ms since 1970; 0 for none. `bound`: in ms.
 */
export type KeptClock = Trusted & Readonly<{ boot: string; lastEvent: number; bound: number }>;

/** A clock that an operator accepts: what it shows, and how far it is ahead of the uptime, in ms. */
export type AcceptedClock = Readonly<{ wall: number; offset: number }>;

/** Undefined if no service has kept it in this folder. @throws Unusable if it is damaged */
export const readKeptClock = (dataDir: string): KeptClock | undefined => read(join(dataDir, KEPT_FILE), isKeptClock);

export const saveKeptClock = (dataDir: string, kept: KeptClock): void => save(join(dataDir, KEPT_FILE), kept);

/** @throws Unusable if it is damaged */
export const readAcceptedClock = (dataDir: string): AcceptedClock | undefined =>
  read(join(dataDir, ACCEPTED_FILE), isAcceptedClock);

export const saveAcceptedClock = (dataDir: string, accepted: AcceptedClock): void =>
  save(join(dataDir, ACCEPTED_FILE), accepted);

export const removeAcceptedClock = (dataDir: string): void => rmSync(join(dataDir, ACCEPTED_FILE), { force: true });

/**
 * The reference for a clock that is read again, by another process. The kept one holds if the machine has not been started
 * since. After that only the last event is known. @param boot undefined: not known, so taken for the same
 */
export const trustedSince = (kept: KeptClock | undefined, reading: Reading, boot: string | undefined): Trusted => {
  if (kept === undefined) return trustNow(reading);
  const { offset, uptime, lead, isHeld } = kept;
  // In some containers the uptime is their own.
  const isSameRun = (boot === undefined || boot === kept.boot) && uptime <= reading.uptime;
  return isSameRun ? { offset, uptime, lead, isHeld } : trustNow(reading, lead);
};

/** Whether an operator has accepted the clock as it is now, and not another that it was set to since. */
export const isAccepted = (accepted: AcceptedClock, now: AcceptedClock, { jump }: Verdict, bound: number): boolean =>
  now.wall >= accepted.wall - bound && (Math.abs(jump) <= bound || Math.abs(now.offset - accepted.offset) <= bound);

const read = <T>(file: string, isValid: (found: unknown) => found is T): T | undefined => {
  if (!existsSync(file)) return undefined;
  const found = parsed(readText(file));
  if (isValid(found)) return found;
  throw new Unusable(file, 'it is damaged. If the system clock is right, delete this file and start again');
};

const save = (file: string, content: object): void => replaceFileSync(file, `${JSON.stringify(content)}\n`);

/** Undefined if it is not JSON. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const hasNumbers = (found: unknown, names: readonly string[]): found is Record<string, unknown> =>
  typeof found === 'object' &&
  found !== null &&
  names.every((name) => Number.isFinite((found as Record<string, unknown>)[name]));

const isKeptClock = (found: unknown): found is KeptClock =>
  hasNumbers(found, ['offset', 'uptime', 'lead', 'lastEvent', 'bound']) &&
  typeof found['isHeld'] === 'boolean' &&
  typeof found['boot'] === 'string';

const isAcceptedClock = (found: unknown): found is AcceptedClock => hasNumbers(found, ['wall', 'offset']);
