import { describe, expect, it } from '@jest/globals';
import { instantAt, isSkipped } from './zoned-time.js';

describe('a local time in a zone', () => {
  it.each([
    ['2025-10-30T09:30', 'Europe/Brussels', '2025-10-30T08:30:00.000Z'],
    ['2025-07-24T09:30', 'Europe/Brussels', '2025-07-24T07:30:00.000Z'],
    ['2025-10-30T09:30', 'Asia/Shanghai', '2025-10-30T01:30:00.000Z'],
    ['2025-10-30T09:30', 'America/St_Johns', '2025-10-30T12:00:00.000Z'],
    ['2025-10-30T00:30', 'Pacific/Kiritimati', '2025-10-29T10:30:00.000Z'],
    ['2025-10-30T23:30', 'Pacific/Pago_Pago', '2025-10-31T10:30:00.000Z'],
    ['2025-10-26T12:00', 'Europe/Brussels', '2025-10-26T11:00:00.000Z'],
  ])('is converted to an instant: %s %s', (local, zone, instant) => expect(instantAt(local, zone)).toBe(instant));
  it('uses the offset before the change if it is repeated or skipped', () => {
    expect(instantAt('2025-10-26T02:30', 'Europe/Brussels')).toBe('2025-10-26T00:30:00.000Z');
    expect(instantAt('2025-03-30T02:30', 'Europe/Brussels')).toBe('2025-03-30T01:30:00.000Z');
  });
  it('is skipped only where the clocks were put forward over it', () => {
    const skipped = (local: string) => isSkipped(local, 'Europe/Brussels');
    expect(['01:59', '02:00', '02:59', '03:00'].map((time) => skipped(`2025-03-30T${time}`))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(skipped('2025-10-26T02:30')).toBe(false);
    // Samoa had no 30 December 2011.
    expect(isSkipped('2011-12-30T12:00', 'Pacific/Apia')).toBe(true);
    expect(isSkipped('2025-03-30T02:30', 'Atlantis/Poseidonis')).toBe(false);
  });
  it('is in UTC without a zone', () => expect(instantAt('2025-10-30T09:30')).toBe('2025-10-30T09:30:00.000Z'));
  it('is undefined in an unknown zone, and in an unsupported year', () => {
    expect(instantAt('2025-10-30T09:30', 'Atlantis/Poseidonis')).toBeUndefined();
    expect(instantAt('-0044-03-15T09:30')).toBeUndefined();
  });
});
