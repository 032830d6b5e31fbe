import { describe, expect, it } from '@jest/globals';
import { EVERYWHERE } from '#read-models/routes/scope.js';
import type { About, Attempt } from './replays.js';
import { attempted, inProgress, MARKED, slowly, turn, WHOLE } from './testing/slow-replays.js';

/** An attempt that began so long ago as `time` says now. */
const aging = () => {
  const time = { ago: 0 };
  const attempt: Attempt = {
    ...attempted(),
    get begun() {
      return performance.now() - time.ago;
    },
  };
  return { attempt, time };
};
const FORGOTTEN: readonly (readonly [about: About, isForgotten: boolean])[] = [
  [{ negotiationId: 'talks' }, true],
  [{ negotiationId: 'others' }, false],
  [EVERYWHERE, true],
  [{ among: ['others', 'talks'] }, true],
  [{ among: ['others'] }, false],
  [{ among: [] }, false],
];

describe('a comparison that is forgotten', () => {
  it('is waited for so long in all, however often it is made anew', async () => {
    const { begun, compare: ask, replays } = slowly(true);
    const { attempt, time } = aging();
    const asked = ask(1, EVERYWHERE, attempt);
    for (let times = 1; times <= 5; times++) {
      await turn();
      expect(begun).toHaveLength(times);
      if (times === 5) time.ago = 10_000;
      replays.forget(MARKED);
    }
    await expect(asked).rejects.toMatchObject(inProgress);
  });
  it('is not made at all for whoever has waited so long already', async () => {
    const { compare: ask } = slowly();
    await expect(ask(1, EVERYWHERE, attempted(10_000))).rejects.toMatchObject(inProgress);
  });
  it.each(FORGOTTEN)('goes by the negotiation in which something was marked: %j, %s', async (about, isForgotten) => {
    const { begun, signals, compare: ask, replays } = slowly();
    const made = ask(1, about);
    await turn();
    begun.shift()!();
    expect(await made).toBe(1);
    const making = ask(2, about);
    await turn();
    replays.forget(MARKED);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, isForgotten]);
    begun.shift()!();
    await turn();
    const again = ask(1, about);
    await turn();
    // The one that was kept, and the one that was waited for.
    expect(begun).toHaveLength(isForgotten ? 2 : 0);
    for (const finish of begun.splice(0)) finish();
    expect(await Promise.all([making, again])).toEqual([2, 1]);
  });
  it('is no moment of those cleared for everything, who see the same whatever is marked', async () => {
    const { begun, compare: ask, replays } = slowly();
    const made = ask(1, { negotiationId: 'talks' }, attempted(), WHOLE);
    await turn();
    begun[0]!();
    expect(await made).toBe(1);
    replays.forget(MARKED);
    expect(await ask(1, { negotiationId: 'talks' }, attempted(), WHOLE)).toBe(1);
    expect(begun).toHaveLength(1);
  });
  it('is made again at once for whoever waits for it', async () => {
    const { begun, signals, compare: ask, replays } = slowly(true);
    const asked = ask(1, { negotiationId: 'talks' });
    await turn();
    replays.forget(MARKED);
    await turn();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    begun[1]!();
    expect(await asked).toBe(1);
  });
  it('is not what is asked for after the marking, even where it was made meanwhile', async () => {
    const { begun, compare: ask } = slowly();
    const before = ask(1);
    const after = ask(1, EVERYWHERE, attempted(0, 4));
    await turn();
    expect(begun).toHaveLength(2);
    for (const finish of begun) finish();
    expect(await Promise.all([before, after])).toEqual([1, 1]);
  });
});

describe('moments that are forgotten', () => {
  it('are waited for so long in all, however often they are made anew', async () => {
    const { ask, signals, replays } = slowly(true);
    const { attempt, time } = aging();
    const asked = ask(1, EVERYWHERE, attempt);
    const refused = asked.catch((error: unknown) => error);
    for (let times = 1; times <= 5; times++) {
      while (signals.length < times) await turn();
      if (times === 5) time.ago = 10_000;
      replays.forget(MARKED);
    }
    expect(await refused).toMatchObject(inProgress);
    expect(signals).toHaveLength(5);
  });
  it.each(FORGOTTEN)('go by the negotiation in which something was marked: %j, %s', async (about, isForgotten) => {
    const { begun, signals, ask, replays } = slowly();
    const made = ask(1, about);
    while (begun.length === 0) await turn();
    begun.shift()!();
    expect(await made).toBe(1);
    replays.forget(MARKED);
    expect(signals.map(({ aborted }) => aborted)).toEqual([isForgotten]);
    const again = ask(1, about);
    for (let n = 0; n < 20; n += 1) await turn();
    expect(begun).toHaveLength(isForgotten ? 1 : 0);
    begun.shift()?.();
    expect(await again).toBe(1);
  });
  it('are no moments of those cleared for everything, who see the same whatever is marked', async () => {
    const { begun, ask, replays } = slowly();
    const made = ask(1, { negotiationId: 'talks' }, attempted(), WHOLE);
    while (begun.length === 0) await turn();
    begun[0]!();
    expect(await made).toBe(1);
    replays.forget(MARKED);
    expect(await ask(1, { negotiationId: 'talks' }, attempted(), WHOLE)).toBe(1);
    expect(begun).toHaveLength(1);
  });
  it('are not what is asked for after the marking, even where they were made meanwhile', async () => {
    const { begun, ask } = slowly();
    const before = ask(1);
    const after = ask(1, EVERYWHERE, attempted(0, 4));
    while (begun.length < 2) await turn();
    for (const finish of begun) finish();
    expect(await Promise.all([before, after])).toEqual([1, 1]);
  });
});
