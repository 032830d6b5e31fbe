import type { Logger } from 'pino';
import {
  isAccepted,
  readAcceptedClock,
  removeAcceptedClock,
  saveKeptClock,
  type KeptClock,
} from '#clock/clock-files.js';
import { type Trusted, trustNow } from '#clock/judge-clock.js';
import { readClocks } from '#clock/readings.js';
import type { Clock } from '../log/clock.js';

type Settings = Readonly<{
  dataDir: string;
  boot: string;
  /** Signs everything that is in the log. */
  sign: () => Promise<void>;
  everyMs?: number;
}>;

const UNSAVED = 'The reference of the clock cannot be written';
const [CHECK_MS, SAVE_MS] = [1_000, 60_000] as const;

/**
 * Checks the system clock at once, and then regularly, also while nobody records. Takes what `rapporteur accept-clock` has
 * accepted, and keeps the reference in the data folder for the next start. @returns a function that stops it
 */
export const keepClock = async (
  clock: Clock,
  { dataDir, boot, sign, everyMs = CHECK_MS }: Settings,
  logger: Logger,
): Promise<() => Promise<void>> => {
  let savedAt = -Infinity;
  const failures = new Set<string>();
  /** Only the first of several failures is logged. */
  const trying = async (what: string, work: () => void | Promise<void>) => {
    try {
      await work();
      failures.delete(what);
    } catch (error) {
      if (!failures.has(what)) logger.error({ error: (error as Error).message }, what);
      failures.add(what);
    }
  };
  const save = (trusted: Trusted) => {
    const kept: KeptClock = { ...trusted, boot, lastEvent: clock.lastEvent, bound: clock.bound };
    saveKeptClock(dataDir, kept);
    savedAt = performance.now();
  };
  const tell = () => {
    const { trouble } = clock;
    if (trouble === undefined) logger.info('The system clock is trusted again. Facts are recorded again');
    else logger.error(`Nothing more is recorded: ${trouble}`);
    // At once, since accept-clock reads it.
    void trying(UNSAVED, () => save(clock.judge().trusted));
  };

  /** What is in the log is signed first: a start refuses facts that are not, if they span as much as this jump. */
  const accept = async () => {
    const accepted = readAcceptedClock(dataDir);
    if (accepted === undefined) return;
    if (!clock.judge().isTrusted) await sign();
    const [verdict, reading] = [clock.judge(), readClocks()];
    const trusted = trustNow(reading, verdict.behind);
    if (!verdict.isTrusted && isAccepted(accepted, { ...reading, ...trusted }, verdict, clock.bound)) {
      save(trusted);
      logger.warn({ jumpMs: verdict.jump, behindMs: verdict.behind }, 'The system clock was accepted by accept-clock');
      clock.accept(trusted);
    } else if (!verdict.isTrusted)
      logger.error('The system clock has moved since it was accepted. Run "rapporteur accept-clock" again');
    removeAcceptedClock(dataDir);
  };
  const check = async () => {
    clock.judge();
    await trying('The clock that accept-clock has accepted cannot be taken yet', accept);
    if (performance.now() - savedAt >= SAVE_MS) await trying(UNSAVED, () => save(clock.judge().trusted));
  };

  if (clock.trouble !== undefined) tell();
  clock.onChange(tell);
  await check();
  let checking: Promise<void> | undefined;
  const timer = setInterval(() => (checking ??= check().finally(() => (checking = undefined))), everyMs);
  return async () => {
    clearInterval(timer);
    await checking;
    await trying(UNSAVED, () => save(clock.judge().trusted));
  };
};
