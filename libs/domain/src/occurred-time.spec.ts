import { describe, expect, it } from '@jest/globals';
import type { EventId } from './ids.js';
import { clockOf, hourText, instantOf, minuteOf, whyNotTheHour } from './occurred-time.js';
import { on } from './testing.js';
import type { Day } from './world-date.js';

const at = (time: string, zone = 'Europe/Brussels') => ({ time, zone });
const thursday = on('2025-10-30');

describe('the hour of a fact', () => {
  it('is an instant, if the day is one day', () => {
    expect(instantOf({ occurredOn: thursday, occurredTime: at('19:00') })).toBe('2025-10-30T18:00:00.000Z');
    expect(
      instantOf({ occurredOn: on('2025-10-3X', '2025-10-30', '2025-10-31'), occurredTime: at('19:00') }),
    ).toBeUndefined();
    expect(instantOf({ occurredOn: thursday })).toBeUndefined();
    expect(instantOf({ occurredTime: at('19:00') })).toBeUndefined();
  });
  it('is compared in minutes of UTC, which may be of the day before or after', () => {
    expect(minuteOf('2025-10-30' as Day, at('19:00'))).toBe(18 * 60);
    expect(minuteOf('2025-10-30' as Day, at('00:15', 'Asia/Shanghai'))).toBe(-8 * 60 + 15);
    expect(minuteOf('2025-10-30' as Day, at('23:30', 'Pacific/Pago_Pago'))).toBe(34 * 60 + 30);
    // 44 minutes and 30 seconds behind UTC.
    expect(minuteOf('1960-01-01' as Day, at('09:00', 'Africa/Monrovia'))).toBe(9 * 60 + 44);
  });
  it('is that of UTC in a zone that the platform no longer knows', () => {
    expect(minuteOf('2025-10-30' as Day, at('19:00', 'Atlantis/Poseidonis'))).toBe(19 * 60);
  });
  it('is the start of a meeting, on the day on which it started', () => {
    const held = (start: string | undefined, occurredOn = thursday) =>
      clockOf({
        type: 'MeetingHeld',
        data: { start, zone: 'Europe/Brussels' },
        metadata: { id: 'e' as EventId, occurredOn, learnedAt: '' as never } as never,
      });
    expect(held('2025-10-30T09:30')).toEqual(at('09:30'));
    expect(held('2025-10-30T09:30', on('2025-10-30/2025-10-31', '2025-10-30', '2025-10-31'))).toBeUndefined();
    expect(held(undefined)).toBeUndefined();
  });
  it('is shown with its zone', () => expect(hourText(at('19:00'))).toBe('19:00 (Europe/Brussels)'));
});

describe('an hour that cannot be', () => {
  it('has no day', () => {
    expect(whyNotTheHour({ occurredTime: at('19:00') })).toBe('needs its day. Add occurredOn, or leave it out');
  });
  it('has more than one possible day', () => {
    const occurredOn = on('2025-10-3X', '2025-10-30', '2025-10-31');
    expect(whyNotTheHour({ occurredOn, occurredTime: at('19:00') })).toMatch(
      /^needs one day, but occurredOn is 2025-10-3X\. /,
    );
    const open = { ...on('2025-10-30/..', '2025-10-30'), latest: null };
    expect(whyNotTheHour({ occurredOn: open, occurredTime: at('19:00') })).toMatch(/^needs one day/);
  });
  it('was skipped by the clocks, but not one that they showed twice', () => {
    const on30March = (time: string, zone?: string) =>
      whyNotTheHour({ occurredOn: on('2025-03-30'), occurredTime: at(time, zone) });
    expect(on30March('02:30')).toBe(
      'is 02:30, but the clocks of Europe/Brussels skipped that time on 2025-03-30. Correct the time, the zone or occurredOn',
    );
    expect([on30March('01:59'), on30March('03:00'), on30March('02:30', 'Asia/Shanghai')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(whyNotTheHour({ occurredOn: on('2025-10-26'), occurredTime: at('02:30') })).toBeUndefined();
  });
  it('stands beside the times of a meeting', () => {
    const beside = { occurredOn: thursday, occurredTime: at('19:00'), start: '2025-10-30T09:30' };
    expect(whyNotTheHour(beside)).toMatch(/^has no meaning beside start and end/);
  });
  it('is none of these if it is left out, or has its day', () => {
    expect(whyNotTheHour({})).toBeUndefined();
    expect(whyNotTheHour({ occurredOn: thursday, occurredTime: at('19:00') })).toBeUndefined();
  });
});
