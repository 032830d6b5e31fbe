import { describe, expect, it } from '@jest/globals';
import { momentIn, onAxis, parametersOf, shortcutOf, stepOf, withMoment } from './moment.js';

describe('an address', () => {
  it('without a moment is now', () => expect(momentIn('')).toEqual({ moment: undefined, isWrong: false }));
  it.each(['happenedBy', 'knownAt', 'asOf'] as const)('with %s is a moment, and the moment is that address', (axis) => {
    const { moment } = momentIn(`?${axis}=2025-10-20`);
    expect(moment).toEqual({ axis, day: '2025-10-20' });
    expect(parametersOf(moment)).toBe(`${axis}=2025-10-20`);
  });
  it.each(['knownAt', 'asOf'] as const)('with an instant of %s is that instant, and shown on its day', (axis) => {
    const { moment } = momentIn(`?${axis}=2025-10-28T09:12:00.123Z`);
    expect(moment).toEqual({ axis, day: '2025-10-28', at: '2025-10-28T09:12:00.123Z' });
    expect(parametersOf(moment)).toBe(`${axis}=2025-10-28T09:12:00.123Z`);
    expect(new URLSearchParams(withMoment('?q=talks', moment)).get(axis)).toBe('2025-10-28T09:12:00.123Z');
    expect(onAxis(moment!, 'happenedBy')).toEqual({ axis: 'happenedBy', day: '2025-10-28' });
    expect(onAxis(moment!, 'asOf')).toEqual({ ...moment, axis: 'asOf' });
  });
  it.each(['?happenedBy=2025-10-28T09:12:00Z', '?asOf=2025-02-30T09:12:00Z', '?asOf=2025-10-28T25:00:00Z'])(
    '%s is wrong: of the world there are days alone, and others are no instants',
    (search) => expect(momentIn(search)).toEqual({ moment: undefined, isWrong: true }),
  );
  it.each(['?asOf=yesterday', '?happenedBy=2025-02-30', '?knownAt='])('%s is wrong', (search) =>
    expect(momentIn(search)).toEqual({ moment: undefined, isWrong: true }),
  );
});

describe('a key', () => {
  it('moves the hand in the direction of reading', () => {
    expect([stepOf('ArrowRight', false), stepOf('ArrowLeft', false)]).toEqual([{ days: 1 }, { days: -1 }]);
    expect([stepOf('ArrowRight', true), stepOf('ArrowLeft', true)]).toEqual([{ days: -1 }, { days: 1 }]);
    expect([stepOf('ArrowUp', true), stepOf('PageDown', true)]).toEqual([{ days: 1 }, { days: -7 }]);
  });
  it('does nothing if it has no meaning', () => {
    expect([stepOf('a', false), shortcutOf('a')]).toEqual([undefined, undefined]);
  });
  it('chooses how to see it', () => {
    expect([shortcutOf('2'), shortcutOf('n'), shortcutOf('[')]).toEqual(['knownAt', { to: 'now' }, { to: 'before' }]);
  });
});
