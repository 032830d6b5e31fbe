import { describe, expect, it } from '@jest/globals';
import type { Progress } from '../../subscriptions/webhook-notes.js';
import { afterDelivery, afterFailure, begun, isOthers } from './progress.js';

const NEW: Progress = { token: 'a', isBegun: false, letters: [], dropped: 0 };
const NEXT = { token: 'b', isBegun: true, letter: { id: 'one', token: 'c' } };
const FAILED = { isDelivered: false, cause: 'The receiver answered with 500.' } as const;

describe('the progress of a webhook', () => {
  it('has a message that failed due again after its wait, a fifth more or less', () => {
    const waits = Array.from({ length: 200 }, () => afterFailure(NEW, FAILED, NEXT, [100], 0).failing!.nextAt);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(80_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(120_000);
    expect(new Set(waits).size).toBeGreaterThan(100);
  });

  it('counts the tries, and has a dead letter after the last one', () => {
    let progress = NEW;
    for (const [n, now] of [1_000, 2_000].entries()) {
      progress = afterFailure(begun('a', 'here', now)(progress), FAILED, NEXT, [1, 1], now);
      expect(progress).toMatchObject({ token: 'a', letters: [], failing: { tries: n + 1, since: 1_000 } });
    }
    progress = afterFailure(progress, { ...FAILED, cause: 'Last' }, NEXT, [1, 1], 3_000);
    const letter = { id: 'one', token: 'c', tries: 3, since: 1_000, at: 3_000, cause: 'Last' };
    expect(progress).toEqual({ token: 'b', isBegun: true, letters: [letter], dropped: 0 });
  });

  it('keeps fifty dead letters, and counts the others', () => {
    let progress = NEW;
    for (let n = 0; n < 60; n++)
      progress = afterFailure(progress, FAILED, { ...NEXT, letter: { id: String(n), token: 'c' } }, [], n);
    expect([progress.letters.length, progress.letters[0]!.id, progress.dropped]).toEqual([50, '10', 10]);
  });

  it('waits as long as the receiver asks, up to a day', () => {
    const waited = (waitSeconds: number) => afterFailure(NEW, { ...FAILED, waitSeconds }, NEXT, [1], 0).failing!.nextAt;
    expect([waited(60), waited(999_999)]).toEqual([60_000, 86_400_000]);
  });

  it('forgets what has failed once a message is delivered, and stops if the receiver wants no more', () => {
    const failing = afterFailure(NEW, FAILED, NEXT, [1], 0);
    expect(afterDelivery(begun('a', 'here', 5)(failing), NEXT, 9)).toEqual({
      token: 'b',
      isBegun: true,
      letters: [],
      dropped: 0,
      deliveredAt: 9,
    });
    expect(afterFailure(failing, { ...FAILED, isGone: true }, NEXT, [1], 7)).toMatchObject({
      token: 'a',
      isGone: true,
    });
  });

  it('is of one instance for a minute, and then of another', () => {
    const progress = begun('a', 'here', 1_000)(NEW);
    expect([isOthers(progress, 'here', 1_000), isOthers(progress, 'there', 60_999)]).toEqual([false, true]);
    expect(isOthers(progress, 'there', 61_000)).toBe(false);
  });
});
