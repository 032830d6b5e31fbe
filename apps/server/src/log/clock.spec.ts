import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Clock } from './clock.js';

const machineAt = (instant: string) => jest.spyOn(Date, 'now').mockReturnValue(Date.parse(instant));
afterEach(() => void jest.restoreAllMocks());

describe('the clock', () => {
  it('is the system clock, even for two events in one millisecond', () => {
    machineAt('2025-10-27T09:00:00.000Z');
    const clock = new Clock();
    expect([clock.now(), clock.now(), clock.at()]).toEqual([
      '2025-10-27T09:00:00.000Z',
      '2025-10-27T09:00:00.000Z',
      Date.parse('2025-10-27T09:00:00.000Z'),
    ]);
    expect(clock.behind).toBe(0);
  });
  it('advances by a millisecond per event if the system clock went back, until that catches up', () => {
    const clock = new Clock();
    machineAt('2025-10-27T09:00:00.000Z');
    clock.now();
    machineAt('2025-10-27T08:00:00.000Z');
    expect([clock.now(), clock.now()]).toEqual(['2025-10-27T09:00:00.001Z', '2025-10-27T09:00:00.002Z']);
    expect([clock.at(), clock.at()]).toEqual(Array(2).fill(Date.parse('2025-10-27T09:00:00.002Z')));
    expect(clock.behind).toBe(3_600_002);
    machineAt('2025-10-27T10:00:00.000Z');
    expect(clock.now()).toBe('2025-10-27T10:00:00.000Z');
  });
  it('starts after the last event in the log, and reads no time from the data of an event', () => {
    machineAt('2025-10-27T09:00:00.000Z');
    const clock = new Clock();
    clock.observe({ metadata: '{"comment":"\\"recordedAt\\":\\"2031","recordedAt":"2025-10-27T09:30:00.000Z"}' });
    expect(clock.now()).toBe('2025-10-27T09:30:00.001Z');
    clock.observe({ metadata: '{}' });
    expect(clock.now()).toBe('2025-10-27T09:30:00.002Z');
  });
});
