import type { ClosedTime, StampedOff } from '../log/closed-time.js';
import type { SampledLog } from '../telemetry/sampled-log.js';

const LOOK_MS = 10_000;

/** Looks at the end of a shared log regularly, so that an event that was stamped long ago is noticed. @returns a function that stops it */
export const keepLooking = (closedTime: Pick<ClosedTime, 'look'>): (() => void) => {
  const timer = setInterval(() => void closedTime.look(), LOOK_MS);
  return () => clearInterval(timer);
};

const ADVICE = {
  ahead:
    'An event of another instance is stamped further ahead than CLOCK_SKEW_SECONDS allows. Check the clocks of all instances',
  late: 'An event came later after it was stamped than an append may take, with CLOCK_SKEW_SECONDS. An answer as of an instant that was final may have changed. Check the clocks of all instances',
} as const;

/** The first event of an interval is logged, and further ones are counted. */
export const logStampedOff = ({ off, ...event }: StampedOff, faults: Pick<SampledLog, 'write'>): void =>
  faults.write({ level: 'warn', kind: ['stamped', off], fields: event, message: ADVICE[off] });
