import { describe, expect, it } from '@jest/globals';
import { Unread } from './unread.js';

describe('events that are known to be in the log and not read yet', () => {
  it('are counted once each, however often they are told, until they are read', () => {
    const unread = new Unread();
    for (const position of ['1', '3', '2', '3']) unread.add(position);
    expect(unread.after(undefined)).toBe(3);
    expect(unread.after('2')).toBe(1);
    expect(unread.after('3')).toBe(0);
  });
  it('do not become more and more while nobody reads', () => {
    const unread = new Unread();
    for (let n = 0; n < 5_000; n += 1) unread.add(String(n).padStart(4, '0'));
    expect(unread.after(undefined)).toBe(1_024);
  });
});
