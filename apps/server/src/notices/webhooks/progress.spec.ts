import { describe, expect, it } from '@jest/globals';
import type { Progress } from '../../subscriptions/webhook-notes.js';
import { afterDelivery, afterFailure, begun, begunAt, isOthers, restarted, waitMs } from './progress.js';

const URL = 'https://hooks.example.org/';
const NEW: Progress = begunAt({ token: 'a', entry: 'e' }, URL);
const NEXT = { token: 'b', entry: 'f', isBegun: true, letter: { id: 'one', token: 'c', entry: 'f' } };
const PLACE = { token: 'a', entry: 'e' };
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
      progress = afterFailure(begun(PLACE, 'here', now)(progress), FAILED, NEXT, [1, 1], now);
      expect(progress).toMatchObject({ token: 'a', letters: [], failing: { tries: n + 1, since: 1_000 } });
    }
    progress = afterFailure(progress, { ...FAILED, cause: 'Last' }, NEXT, [1, 1], 3_000);
    const letter = { id: 'one', token: 'c', entry: 'f', tries: 3, since: 1_000, at: 3_000, cause: 'Last' };
    expect(progress).toEqual({ token: 'b', entry: 'f', url: URL, isBegun: true, letters: [letter], dropped: 0 });
  });

  it('keeps fifty dead letters, and counts the others', () => {
    let progress = NEW;
    for (let n = 0; n < 60; n++)
      progress = afterFailure(progress, FAILED, { ...NEXT, letter: { ...NEXT.letter, id: String(n) } }, [], n);
    expect([progress.letters.length, progress.letters[0]!.id, progress.dropped]).toEqual([50, '10', 10]);
  });

  it('waits as long as the receiver asks, up to a day', () => {
    const waited = (waitSeconds: number) => afterFailure(NEW, { ...FAILED, waitSeconds }, NEXT, [1], 0).failing!.nextAt;
    expect([waited(60), waited(999_999)]).toEqual([60_000, 86_400_000]);
  });

  it('forgets what has failed once a message is delivered, and stops if the receiver wants no more', () => {
    const failing = afterFailure(NEW, FAILED, NEXT, [1], 0);
    expect(afterDelivery(begun(PLACE, 'here', 5)(failing), NEXT, 9)).toEqual({
      token: 'b',
      entry: 'f',
      url: URL,
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
    const progress = begun(PLACE, 'here', 1_000)(NEW);
    expect([isOthers(progress, 'here', 1_000), isOthers(progress, 'there', 60_999)]).toEqual([false, true]);
    expect(isOthers(progress, 'there', 61_000)).toBe(false);
  });

  it('is not decided by a clock that was ahead', () => {
    const year = 365 * 86_400_000;
    const progress = afterFailure(begun(PLACE, 'here', year)(NEW), FAILED, NEXT, [100], year);
    expect([waitMs(progress, [100], year) > 0, waitMs(progress, [100], 0), waitMs(NEW, [100], 0)]).toEqual([
      true,
      0,
      0,
    ]);
    expect(isOthers(begun(PLACE, 'here', year)(NEW), 'there', 0)).toBe(false);
  });

  it('begins anew at another address, and counts apart what says that the log is another one', () => {
    const gone = afterFailure(begun(PLACE, 'here', 5)(NEW), { ...FAILED, isGone: true }, NEXT, [1], 7);
    expect(restarted(gone, `${URL}new`)).toEqual({
      ...NEW,
      isBegun: true,
      url: `${URL}new`,
      failing: { tries: 0, since: 7, nextAt: 0, cause: FAILED.cause },
    });
    const failing = afterFailure(NEW, FAILED, NEXT, [1, 1], 0);
    const reset = { ...NEXT, isReset: true };
    const once = afterFailure(failing, FAILED, reset, [1], 10);
    expect(once.failing).toMatchObject({ tries: 1, since: 10, isReset: true });
    const letters = [{ ...NEXT.letter, tries: 2, since: 10, at: 20, cause: FAILED.cause, isReset: true }];
    expect(afterFailure(once, FAILED, reset, [1], 20)).toMatchObject({ token: 'b', letters });
  });
});
