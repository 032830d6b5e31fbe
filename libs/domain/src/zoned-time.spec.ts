import { describe, expect, it } from '@jest/globals';
import { instantAt } from './zoned-time.js';

describe('a time on the clocks of a zone', () => {
  it.each([
    ['2025-10-30T09:30', 'Europe/Brussels', '2025-10-30T08:30:00.000Z'],
    ['2025-07-24T09:30', 'Europe/Brussels', '2025-07-24T07:30:00.000Z'],
    ['2025-10-30T09:30', 'Asia/Shanghai', '2025-10-30T01:30:00.000Z'],
    ['2025-10-30T09:30', 'America/St_Johns', '2025-10-30T12:00:00.000Z'],
    ['2025-10-30T00:30', 'Pacific/Kiritimati', '2025-10-29T10:30:00.000Z'],
    ['2025-10-30T23:30', 'Pacific/Pago_Pago', '2025-10-31T10:30:00.000Z'],
    ['2025-10-26T12:00', 'Europe/Brussels', '2025-10-26T11:00:00.000Z'],
  ])('is an instant: %s %s', (local, zone, instant) => expect(instantAt(local, zone)).toBe(instant));
  it('is taken as that before the clocks are moved, where they strike it twice or not at all', () => {
    expect(instantAt('2025-10-26T02:30', 'Europe/Brussels')).toBe('2025-10-26T00:30:00.000Z');
    expect(instantAt('2025-03-30T02:30', 'Europe/Brussels')).toBe('2025-03-30T01:30:00.000Z');
  });
  it('is in UTC where nobody told the zone', () =>
    expect(instantAt('2025-10-30T09:30')).toBe('2025-10-30T09:30:00.000Z'));
  it('is unknown in a zone that nobody knows any more, and in a year beyond the calendar', () => {
    expect(instantAt('2025-10-30T09:30', 'Atlantis/Poseidonis')).toBeUndefined();
    expect(instantAt('-0044-03-15T09:30')).toBeUndefined();
  });
});
