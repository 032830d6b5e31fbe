import { describe, expect, it } from '@jest/globals';
import { instantAt } from './zoned-time.js';

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
  it('is in UTC without a zone', () => expect(instantAt('2025-10-30T09:30')).toBe('2025-10-30T09:30:00.000Z'));
  it('is undefined in an unknown zone, and in an unsupported year', () => {
    expect(instantAt('2025-10-30T09:30', 'Atlantis/Poseidonis')).toBeUndefined();
    expect(instantAt('-0044-03-15T09:30')).toBeUndefined();
  });
});
