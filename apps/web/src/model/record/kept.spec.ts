import { describe, expect, it } from '@jest/globals';
import { isTooOld, keptOf, mayBeKept } from './kept.js';

const LEVELS = ['public', 'restreint', 'secret'];

describe('what may be kept on a device', () => {
  it('is marked no higher than the level that is allowed', () => {
    expect(mayBeKept({ level: 'public' }, LEVELS, 'public')).toBe(true);
    expect(mayBeKept({ level: 'restreint' }, LEVELS, 'public')).toBe(false);
    expect(mayBeKept({ level: 'restreint' }, LEVELS, 'secret')).toBe(true);
  });
  it('has no compartment, a level that is known, and a marking', () => {
    expect(mayBeKept({ level: 'public', compartments: ['trade'] }, LEVELS, 'secret')).toBe(false);
    expect(mayBeKept({ level: 'cosmic' }, LEVELS, 'secret')).toBe(false);
    expect(mayBeKept({ level: 'public' }, LEVELS, 'cosmic')).toBe(false);
    expect(mayBeKept(undefined, LEVELS, 'secret')).toBe(false);
  });
  it('is a list as a whole, or nothing of it', () => {
    const list = (level: string) => ({ items: [{ id: level }], isWhole: true, marking: { level } });
    const lists = {
      title: 'Talks',
      marking: { level: 'secret' },
      names: list('secret'),
      meetings: list('public'),
      issues: list('restreint'),
    };
    const nothing = { items: [], isWhole: false, marking: undefined };
    expect(keptOf(lists, LEVELS, 'public')).toEqual({
      title: 'Talks',
      marking: undefined,
      names: nothing,
      meetings: list('public'),
      issues: nothing,
    });
    expect(keptOf({ ...lists, meetings: list('secret') }, LEVELS, 'public').title).toBeUndefined();
  });
  it('is not older than a day', () => {
    const now = new Date('2025-10-28T10:00:00Z');
    expect(isTooOld('2025-10-27T10:00:00Z', now)).toBe(false);
    expect(isTooOld('2025-10-27T09:59:59Z', now)).toBe(true);
    // Nobody knows how old it is.
    expect(isTooOld('', now)).toBe(true);
  });
});
