import {
  type AcceptedClock,
  isAccepted,
  type KeptClock,
  readAcceptedClock,
  readKeptClock,
  trustedSince,
} from '#clock/clock-files.js';
import { describeClock } from '#clock/describe-clock.js';
import { judgeClock, type Verdict } from '#clock/judge-clock.js';
import { bootId, readClocks } from '#clock/readings.js';
import { CliError } from './cli-error.js';

/** The clock now, judged as the service judges it. `now`: what an acceptance names. */
export const judgeKept = (kept: KeptClock): Verdict & Readonly<{ now: AcceptedClock }> => {
  const reading = readClocks();
  const verdict = judgeClock(trustedSince(kept, reading, bootId()), reading, kept.lastEvent, kept.bound);
  return { ...verdict, now: { wall: reading.wall, offset: reading.wall - reading.uptime } };
};

/** For commands that record. @throws CliError if the service would record nothing by this clock */
export const assertClockTrusted = (dataDir: string): void => {
  const kept = readKeptClock(dataDir);
  if (kept === undefined) return;
  const verdict = judgeKept(kept);
  if (verdict.isTrusted) return;
  const accepted = readAcceptedClock(dataDir);
  if (accepted !== undefined && isAccepted(accepted, verdict.now, verdict, kept.bound)) return;
  throw new CliError(
    `Nothing was recorded: ${describeClock(verdict, kept.bound)} Set the clock right. If it is right now, run "rapporteur accept-clock" first.`,
  );
};
