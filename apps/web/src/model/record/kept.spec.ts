import { describe, expect, it } from '@jest/globals';
import { NOTHING_KEPT } from './entry.js';
import { isTooOld, keptOf, leftIn, mayBeKept, mayHaveLogin } from './kept.js';

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

describe('what a record leaves to the next one', () => {
  const left = { ...NOTHING_KEPT, level: 'secret' };
  it('is stored at once for its window, for a day, and for new windows', () => {
    const day = 24 * 60 * 60_000;
    expect(leftIn('w1', left, 1_000)).toEqual({
      values: { kept: left, 'kept in w1': left },
      until: { 'kept in w1': 1_000 + day },
    });
  });
  it('is that of the last record of all, if the browser does not say which window this is', () => {
    expect(leftIn(undefined, left, 1_000)).toEqual({ values: { kept: left }, until: {} });
  });
});

describe('a login', () => {
  it('is supposed unless the settings say that there is none', () => {
    expect([undefined, { login: { issuer: 'https://login.example' } }, { login: null }].map(mayHaveLogin)).toEqual([
      true,
      true,
      false,
    ]);
  });
});
