import os from 'node:os';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { trustNow } from '#clock/judge-clock.js';
import { readClocks } from '#clock/readings.js';
import { Clock, ClockJumped } from './clock.js';

const HOUR = 3_600_000;
const START = '2025-10-27T09:00:00.000Z';
const setClock = (instant: string) => jest.spyOn(Date, 'now').mockReturnValue(Date.parse(instant));
const setUptime = (ms: number) => jest.spyOn(os, 'uptime').mockReturnValue(ms / 1_000);
beforeEach(() => {
  setClock(START);
  setUptime(24 * HOUR);
});
afterEach(() => void jest.restoreAllMocks());

describe('the clock', () => {
  it('is the system clock, even for two events in one millisecond', () => {
    const clock = new Clock();
    expect([clock.now(), clock.now(), clock.at()]).toEqual([START, START, Date.parse(START)]);
    expect(clock.behind).toBe(0);
  });
  it('advances by a millisecond per event if the system clock went back a little, until that catches up', () => {
    const clock = new Clock();
    clock.now();
    setClock('2025-10-27T08:56:00.000Z');
    expect([clock.now(), clock.now()]).toEqual(['2025-10-27T09:00:00.001Z', '2025-10-27T09:00:00.002Z']);
    expect([clock.at(), clock.at()]).toEqual(Array(2).fill(Date.parse('2025-10-27T09:00:00.002Z')));
    expect(clock.behind).toBe(240_002);
    expect(clock.trouble).toBeUndefined();
    setClock('2025-10-27T09:04:00.000Z');
    expect(clock.now()).toBe('2025-10-27T09:04:00.000Z');
  });
  it('starts after the last event in the log, and reads no time from the data of an event', () => {
    const clock = new Clock();
    clock.observe({ metadata: '{"comment":"\\"recordedAt\\":\\"2031","recordedAt":"2025-10-27T09:03:00.000Z"}' });
    expect(clock.now()).toBe('2025-10-27T09:03:00.001Z');
    clock.observe({ metadata: '{}' });
    expect(clock.now()).toBe('2025-10-27T09:03:00.002Z');
    expect(() => clock.assertTrusted()).not.toThrow();
  });
});

describe('a system clock that jumps', () => {
  it.each([
    [
      '2035-10-27T09:00:00.000Z',
      /shows 2035-10-27T09:00:00.000Z, and by the uptime .* 2025-10-27T09:00:00.000Z: .* 10 years ahead/,
    ],
    ['2025-10-27T08:00:00.000Z', /60 minutes back/],
  ])('to %s is refused, and time continues by the uptime', (instant, why) => {
    const clock = new Clock();
    clock.assertTrusted();
    setClock(instant);
    expect(() => clock.assertTrusted()).toThrow(ClockJumped);
    expect(clock.trouble).toMatch(why);
    setUptime(25 * HOUR);
    expect([clock.now(), clock.at()]).toEqual(['2025-10-27T10:00:00.000Z', Date.parse('2025-10-27T10:00:00.000Z')]);
  });
  it('and returns is trusted again, each told once', () => {
    const clock = new Clock();
    const told: boolean[] = [];
    clock.onChange(() => told.push(clock.trouble === undefined));
    for (const instant of ['2035-01-01T00:00:00.000Z', '2035-01-01T00:00:01.000Z', START, START]) {
      setClock(instant);
      clock.at();
    }
    expect(told).toEqual([false, true]);
    expect(clock.now()).toBe(START);
  });
  it('is trusted at once where it was accepted, and reads in between do not count', () => {
    const clock = new Clock();
    setClock('2035-10-27T09:00:00.000Z');
    clock.accept(trustNow(readClocks()));
    expect([clock.trouble, clock.at()]).toEqual([undefined, Date.parse('2035-10-27T09:00:00.000Z')]);
    setClock(START);
    clock.accept(trustNow(readClocks()));
    expect([clock.trouble, clock.now()]).toEqual([undefined, START]);
  });
  it('is noticed by the uptime within a second, even if the monotonic clock stood still meanwhile', () => {
    const clock = new Clock();
    jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 1_000);
    setClock('2025-10-27T09:00:01.000Z');
    setUptime(48 * HOUR);
    expect(clock.trouble).toMatch(/24 hours back/);
  });
  it('is no jump if the machine was suspended', () => {
    const clock = new Clock();
    setUptime(48 * HOUR);
    setClock('2025-10-28T09:00:00.000Z');
    expect([clock.trouble, clock.now()]).toEqual([undefined, '2025-10-28T09:00:00.000Z']);
  });
});

describe('an event that is further ahead than the bound', () => {
  it('of another instance or before another start, is a reason to record nothing', () => {
    const clock = new Clock({ bound: 60_000 });
    clock.observe({ metadata: '{"recordedAt":"2025-10-27T09:01:00.001Z"}' });
    expect(() => clock.assertTrusted()).toThrow(
      /the last event was recorded at 2025-10-27T09:01:00.001Z: the clock is 60 seconds behind it/,
    );
    setClock('2025-10-27T09:00:01.000Z');
    expect(() => clock.assertTrusted()).not.toThrow();
  });
});
