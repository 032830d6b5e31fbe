import { describe, expect, it } from '@jest/globals';
import { EVERYWHERE } from '#read-models/routes/scope.js';
import { attempted, inProgress, LOW, MARKED, slowly, talks, turn, WHOLE } from './testing/slow-replays.js';

describe('comparisons that are made at once', () => {
  it('are eight; whoever asks for one more is asked to come again, and may', async () => {
    const { begun, compare } = slowly();
    const first = Array.from({ length: 8 }, (_, day) => compare(day + 1));
    await expect(compare(9)).rejects.toMatchObject({
      status: 503,
      code: 'replay-busy',
      extras: { headers: { 'retry-after': '5' } },
    });
    const joined = compare(1);
    for (const finish of begun.splice(0)) finish();
    expect(await Promise.all([...first, joined])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 1]);
    const again = compare(9);
    await turn();
    begun[0]!();
    expect(await again).toBe(9);
  });
  it('count until they have ended, even where they were forgotten', async () => {
    const { begun, compare, replays } = slowly();
    const first = Array.from({ length: 8 }, (_, day) => compare(day + 1, EVERYWHERE, attempted(9_800)));
    const waited = Promise.all(first.map((one) => expect(one).rejects.toMatchObject({ status: 503 })));
    await turn();
    replays.forget(MARKED);
    await expect(compare(9)).rejects.toMatchObject({ code: 'replay-busy' });
    await waited;
    for (const finish of begun.splice(0)) finish();
    await turn();
    const again = compare(9);
    await turn();
    begun[0]!();
    expect(await again).toBe(9);
  });
});

describe('moments that many wait for', () => {
  it('are 32 of one scope; whoever asks for one more is asked to come again, and may', async () => {
    const { begun, ask } = slowly();
    const days = Array.from({ length: 32 }, (_, n) => n + 1);
    const first = days.map((day) => ask(day));
    await turn();
    await expect(ask(33)).rejects.toMatchObject({ status: 503, code: 'replay-busy' });
    const finish = setInterval(() => begun.splice(0).forEach((one) => one()), 1);
    expect(await Promise.all(first)).toEqual(days);
    expect(await ask(33)).toBe(33);
    clearInterval(finish);
  });
  it('may be asked about by more than one, however many moments are waited for', async () => {
    const { begun, ask } = slowly();
    const days = Array.from({ length: 32 }, (_, n) => n + 1);
    const asked = days.map((day) => ask(day));
    await turn();
    const joined = [1, 17, 32].map((day) => ask(day));
    await expect(ask(33)).rejects.toMatchObject({ status: 503, code: 'replay-busy' });
    const finish = setInterval(() => begun.splice(0).forEach((one) => one()), 1);
    expect(await Promise.all([...asked, ...joined])).toEqual([...days, 1, 17, 32]);
    clearInterval(finish);
  });
  it('are of 16 scopes at a time, the one that was used last among them', async () => {
    const { begun, signals, ask } = slowly();
    const finish = setInterval(() => begun.splice(0).forEach((one) => one()), 1);
    for (let n = 0; n < 20; n += 1) expect(await ask(1, talks(n))).toBe(1);
    const made = signals.length;
    expect(await ask(1, { negotiationId: 'talks-19' })).toBe(1);
    expect(signals).toHaveLength(made);
    expect(await ask(1, { negotiationId: 'talks-0' })).toBe(1);
    expect(signals).toHaveLength(made + 1);
    clearInterval(finish);
  });
  it('are of 16 scopes for each clearance: more are refused to that one, and to no other', async () => {
    const { begun, signals, ask } = slowly();
    const scopes = Array.from({ length: 16 }, (_, n) => talks(n));
    const low = scopes.map((about) => ask(1, about, attempted(), LOW));
    const busy = { status: 503, code: 'replay-busy' };
    await expect(ask(1, talks(16), attempted(), LOW)).rejects.toMatchObject(busy);
    const whole = scopes.map((about) => ask(1, about, attempted(), WHOLE));
    await expect(ask(1, talks(16), attempted(), WHOLE)).rejects.toMatchObject(busy);
    await turn();
    const finish = setInterval(() => begun.splice(0).forEach((one) => one()), 1);
    expect(await Promise.all([...low, ...whole])).toEqual(Array.from({ length: 32 }, () => 1));
    expect(await ask(1, talks(16), attempted(), LOW)).toBe(1);
    expect(signals).toHaveLength(33);
    clearInterval(finish);
  });
  it('are closed beyond 16 scopes as soon as nobody waits for them', async () => {
    const { begun, closed, ask } = slowly();
    const scopes = Array.from({ length: 16 }, (_, n) => talks(n));
    // Some do not stay until they are answered.
    const late = scopes.map((about) => expect(ask(1, about, attempted(9_990), LOW)).rejects.toMatchObject(inProgress));
    const whole = scopes.map((about) => ask(1, about, attempted(), WHOLE));
    await Promise.all(late);
    expect(closed.count).toBe(0);
    const finish = setInterval(() => begun.splice(0).forEach((one) => one()), 1);
    await Promise.all(whole);
    await turn();
    expect(closed.count).toBe(16);
    clearInterval(finish);
  });
});
