import { describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '#messages/languages.js';
import { exactText, instantText, timeText } from './instants.js';

/** In the zone of the machine, whichever that is. */
const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute);
const ZONE = /(?:UTC|GMT|[A-Z]{2,5}|غرينتش)/;

describe('the time of an instant', () => {
  it.each(LANGUAGES)('has its zone today, and its day as well on any other day (%s)', (language) => {
    const today = timeText(at(29, 9, 12), language, at(29, 23, 59));
    expect(today).toMatch(/\b0?9:12\b/);
    expect(today).toMatch(ZONE);
    expect(today).not.toContain('2026');
    for (const now of [at(30, 0), at(28, 23, 59), new Date(2027, 10, 29, 9, 12)]) {
      const then = timeText(at(29, 9, 12), language, now);
      expect(then).toBe(instantText(at(29, 9, 12).toISOString(), language));
      expect(then).toMatch(/2026/);
      expect(then).toMatch(ZONE);
    }
  });
  it('has the first day of a month in French as an ordinal, and no other', () => {
    const [first, eleventh] = [at(1, 9, 11), at(11, 9, 1)].map((day) => day.toISOString());
    for (const written of [instantText, exactText]) {
      expect(written(first!, 'fr')).toMatch(/^1er nov\. 2026/);
      expect(written(eleventh!, 'fr')).toMatch(/^11 nov\. 2026/);
      expect(written(first!, 'en')).toMatch(/^1 Nov 2026/);
    }
  });
});
