import type { Reading } from './readings.js';

/**
 * Where the system clock stood when it was last trusted, in ms. `offset`: system clock minus uptime. `uptime`: when that was.
 * `lead`: how far the last event may be ahead of the system clock, because that was accepted. `isHeld`: the clock is not trusted
 * since, so the reference does not follow it.
 */
export type Trusted = Readonly<{ offset: number; uptime: number; lead: number; isHeld: boolean }>;

/**
 * Instants and spans in ms. `jump`: how far the system clock is ahead of where the uptime puts it; negative: behind.
 * `behind`: how far it is behind the last event. `time`: what time it is, by the system clock, or by the uptime while the
 * system clock is not trusted. `trusted`: for the next judgement.
 */
export type Verdict = Readonly<{
  isTrusted: boolean;
  jump: number;
  behind: number;
  time: number;
  trusted: Trusted;
}>;

/** The fastest that clocks drift, and that NTP slews them: 500 ppm, 43 seconds a day. */
export const SLEW = 0.0005;

/**
 * Holds the system clock against the uptime and the last event. It is trusted within `bound` of both. The reference follows
 * it by SLEW at the most, so slow drift never adds up to a jump, and small steps never add up to a large one quickly: in
 * any span of time, what is trusted moves by no more than twice the bound and SLEW of the span.
 */
export const judgeClock = (trusted: Trusted, { wall, uptime }: Reading, lastEvent: number, bound: number): Verdict => {
  const offset = wall - uptime;
  const slew = trusted.isHeld ? 0 : SLEW * Math.max(0, uptime - trusted.uptime);
  const followed = trusted.offset + Math.min(slew, Math.max(-slew, offset - trusted.offset));
  const jump = offset - followed;
  const behind = Math.max(0, lastEvent - wall);
  if (Math.abs(jump) <= bound && behind <= trusted.lead + bound) {
    const lead = Math.min(trusted.lead, behind);
    return {
      isTrusted: true,
      jump: Math.round(jump),
      behind,
      time: wall,
      trusted: { offset: followed, uptime, lead, isHeld: false },
    };
  }
  return {
    isTrusted: false,
    jump: Math.round(offset - trusted.offset),
    behind,
    time: Math.round(uptime + trusted.offset),
    trusted: { ...trusted, isHeld: true },
  };
};

/** Trusts the clock as it is, with nothing accepted about the last event unless `lead` says so. */
export const trustNow = ({ wall, uptime }: Reading, lead = 0): Trusted => ({
  offset: wall - uptime,
  uptime,
  lead,
  isHeld: false,
});
