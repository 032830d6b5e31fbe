import { describe, expect, it } from '@jest/globals';
import { futureDates } from './future-dates.js';
import type { Instant } from './ids.js';
import { on, openBefore } from './testing.js';

const now = '2025-10-27T23:30:00.000Z' as Instant;

describe('a date of something that happened', () => {
  it('may be tomorrow, as in other time zones', () => {
    expect(
      futureDates({ occurredOn: on('2025-10-28'), start: '2025-10-28T09:00', end: '2025-10-28T11:00' }, now),
    ).toEqual([]);
  });
  it('is in the future if all its possible days are, and is listed after the clock times', () => {
    expect(
      futureDates({ occurredOn: on('2025-10-29'), start: '2025-10-29T09:00', end: '2052-10-27T11:00' }, now),
    ).toEqual([
      { field: 'start', value: '2025-10-29T09:00' },
      { field: 'end', value: '2052-10-27T11:00' },
      { field: 'occurredOn', value: '2025-10-29' },
    ]);
  });
  it('is not in the future if only its end is, or if it is missing', () => {
    expect(futureDates({ occurredOn: openBefore('2052-10-27') }, now)).toEqual([]);
    expect(futureDates({ occurredOn: null, start: null }, now)).toEqual([]);
  });
});
