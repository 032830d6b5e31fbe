import { describe, expect, it } from '@jest/globals';
import { changesViewIn } from './changes-view.js';
import { readingOf } from './reading.js';

const PLACE = { token: 'a_token', at: '2025-11-01T23:30:00.000Z' };
const NOW = changesViewIn('');
const LAST = '2025-11-28';
const onDay = (value: string) => ({ by: 'day', value }) as const;

describe('whether one may say that one has read to here', () => {
  it('may be said of what is shown since the place, or since the last days of the record', () => {
    expect(readingOf(NOW, { by: 'place', value: 'a_token' }, PLACE, LAST)).toBe('offered');
    expect(readingOf(NOW, { by: 'latest', value: '2025-11-14' }, {}, LAST)).toBe('offered');
  });

  it('may be said since a day that was over before the place', () => {
    expect(readingOf(NOW, onDay('2025-10-31'), PLACE, LAST)).toBe('offered');
    expect(readingOf(NOW, onDay('2025-11-14'), {}, LAST)).toBe('offered');
  });

  it('passes over what moved between the place and a later day', () => {
    expect(readingOf(NOW, onDay('2025-11-01'), PLACE, LAST)).toEqual({ from: PLACE.at, until: '2025-11-01' });
    expect(readingOf(NOW, onDay('2025-11-20'), PLACE, LAST)).toEqual({ from: PLACE.at, until: '2025-11-20' });
    expect(readingOf(NOW, onDay('2025-11-15'), {}, LAST)).toEqual({ until: '2025-11-15' });
  });

  it('is not offered on another axis, until a day, or while the place is not known', () => {
    const place = { by: 'place', value: 'a_token' } as const;
    expect(readingOf(changesViewIn('axis=knownAt'), place, PLACE, LAST)).toBe('hidden');
    expect(readingOf(changesViewIn('asOf=2025-11-20'), onDay('2025-10-01'), PLACE, LAST)).toBe('hidden');
    expect(readingOf(NOW, { by: 'latest', value: '2025-11-14' }, undefined, LAST)).toBe('hidden');
    expect(readingOf(NOW, onDay('2025-10-01'), undefined, LAST)).toBe('hidden');
  });
});
