import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { judgeClock, SLEW, trustNow, type Verdict } from './judge-clock.js';
import type { Reading } from './readings.js';

const BOUND = 300_000;
const START: Reading = { wall: Date.parse('2026-11-27T09:00:00.000Z'), uptime: 86_400_000 };

/** A time span of the uptime, and by how much the system clock was moved in it, in ms. */
type Step = Readonly<{ passed: number; moved: number }>;

/** Judges after each step. No event was recorded. */
const walk = (steps: readonly Step[]): readonly Verdict[] => {
  let [reading, trusted] = [START, trustNow(START)];
  return steps.map(({ passed, moved }) => {
    reading = { wall: reading.wall + passed + moved, uptime: reading.uptime + passed };
    const verdict = judgeClock(trusted, reading, 0, BOUND);
    ({ trusted } = verdict);
    return verdict;
  });
};
const isTrusted = ({ isTrusted: is }: Verdict) => is;

/** From a millisecond to a month: a check while recording, one of the timer, a machine that was suspended. */
const span = fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 31 * 86_400_000 }));
/** By how much NTP may slew a clock in a span. */
const slewed = span.chain((passed) =>
  fc.double({ min: -SLEW, max: SLEW, noNaN: true }).map((rate): Step => ({ passed, moved: Math.trunc(rate * passed) })),
);
const sign = fc.constantFrom(1, -1);

describe('the system clock', () => {
  it('is trusted, however long NTP slews it', () => {
    fc.assert(fc.property(fc.array(slewed), (steps) => walk(steps).every(isTrusted)));
  });
  it('is trusted after the machine was suspended, however long', () => {
    expect(walk([{ passed: 10 * 365 * 86_400_000, moved: 0 }]).map(isTrusted)).toEqual([true]);
  });
  it('is not trusted at once after a jump beyond the bound, ahead or back, until that is undone', () => {
    const jump = fc.tuple(sign, fc.integer({ min: 1, max: 50 * 365 * 86_400_000 })).map(([s, n]) => s * (BOUND + n));
    const later = fc.array(fc.integer({ min: 1, max: 60_000 }), { maxLength: 50 });
    fc.assert(
      fc.property(fc.array(slewed), jump, later, (before, moved, spans) => {
        const steps = [{ passed: 0, moved }, ...spans.map((passed) => ({ passed, moved: 0 }))];
        const verdicts = walk([...before, ...steps, { passed: 1, moved: -moved }]);
        const jumped = verdicts.slice(before.length, -1);
        return (
          verdicts.slice(0, before.length).every(isTrusted) && !jumped.some(isTrusted) && isTrusted(verdicts.at(-1)!)
        );
      }),
    );
  });
  it('is trusted after a jump within the bound', () => {
    fc.assert(
      fc.property(fc.array(slewed), fc.integer({ min: -BOUND, max: BOUND }), (before, moved) =>
        walk([...before, { passed: 0, moved }]).every(isTrusted),
      ),
    );
  });
  it('never gets further than the bound and the slew, however small the steps', () => {
    const step = fc.record({
      passed: fc.integer({ min: 1, max: 86_400_000 }),
      moved: fc.integer({ min: -60_000, max: 60_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        let [passed, moved] = [0, 0];
        return walk(steps).every((verdict, n) => {
          passed += steps[n]!.passed;
          moved += steps[n]!.moved;
          return !verdict.isTrusted || Math.abs(moved) <= BOUND + SLEW * passed + 1;
        });
      }),
    );
  });
  it('tells the time by the uptime while it is not trusted', () => {
    const [verdict] = walk([{ passed: 5_000, moved: 10 * 365 * 86_400_000 }]);
    expect(verdict).toMatchObject({ jump: 10 * 365 * 86_400_000, time: START.wall + 5_000 });
  });
});

describe('a system clock that is behind the last event', () => {
  const judge = (behind: number, lead = 0) => judgeClock(trustNow(START, lead), START, START.wall + behind, BOUND);
  it.each([0, 1, BOUND])('is trusted %d ms behind it', (behind) => {
    expect(judge(behind)).toMatchObject({ isTrusted: true, behind });
  });
  it('is not trusted further behind it, although it has not jumped', () => {
    expect(judge(BOUND + 1)).toMatchObject({ isTrusted: false, jump: 0, behind: BOUND + 1 });
  });
  it('is trusted if that was accepted, until it is as far behind once more', () => {
    expect(judge(86_400_000, 86_400_000).isTrusted).toBe(true);
    expect(judge(86_400_000 + BOUND + 1, 86_400_000).isTrusted).toBe(false);
  });
  it('has no more accepted than it still needs', () => {
    expect(judge(40_000_000, 86_400_000).trusted.lead).toBe(40_000_000);
    expect(judge(-1, 86_400_000).trusted.lead).toBe(0);
  });
});
