import type { Verdict } from './judge-clock.js';

const UNITS = [
  ['year', 365.25 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** A span in its largest unit: `10 years`, `26 hours`. */
export const spanOf = (ms: number): string => {
  const [unit, length] = UNITS.find(([, least]) => Math.abs(ms) >= 2 * least) ?? UNITS.at(-1)!;
  return new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 }).format(
    Math.abs(ms) / length,
  );
};

const at = (instant: number): string =>
  Math.abs(instant) <= 8.64e15 ? new Date(instant).toISOString() : `${instant} ms after 1970`;

/** What is wrong with a clock that is not trusted, in one sentence. */
export const describeClock = (
  { jump, behind, time }: Pick<Verdict, 'jump' | 'behind' | 'time'>,
  bound: number,
): string =>
  Math.abs(jump) > bound
    ? `the system clock shows ${at(time + jump)}, and by the uptime of the machine it is ${at(time)}: the clock jumped ${spanOf(jump)} ${jump > 0 ? 'ahead' : 'back'}.`
    : `the system clock shows ${at(time + jump)}, and the last event was recorded at ${at(time + jump + behind)}: the clock is ${spanOf(behind)} behind it.`;
