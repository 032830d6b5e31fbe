import { describe, expect, it, jest } from '@jest/globals';
import type { Day } from '#domain/world-date.js';
import { EVERYWHERE } from '#read-models/routes/scope.js';
import { about, logOf } from '#read-models/testing/told-log.js';
import type { Attempt } from './replays.js';
import { attempted, inProgress, slowly, turn, WHOLE } from './testing/slow-replays.js';

describe('a comparison with the log as it stands, while others record', () => {
  const LOG = logOf(
    ...Array.from({ length: 20 }, (_, n) =>
      about('negotiation', `talks-${n}`, {
        type: 'NegotiationOpened',
        data: { title: 'Talks' },
        metadata: { negotiationId: `talks-${n}` },
      } as never),
    ),
  );
  const PAST = {
    about: EVERYWHERE,
    coordinates: { at: 0, now: 0 },
    from: { happenedBy: '2025-10-01' as Day, at: 0, now: 0 },
  };
  /** `answered`: with the ordinal of the last event in the answer. `told`: to ask again. */
  const scene = () => {
    const { begun, index, replays } = slowly();
    let events = 0;
    const ask = async (attempt: Attempt) => (await replays.ask(WHOLE, PAST, () => 'told', attempt)).ordinal;
    const told = (attempt = attempted(9_990)) => expect(ask(attempt)).rejects.toMatchObject(inProgress);
    return {
      begun,
      record: () => index.add([LOG[events++]!]),
      told,
      ask: (since = -1) => ask({ ...attempted(), since }),
      finish: async () => {
        while (begun.length === 0) await turn();
        for (const one of begun.splice(0)) one();
        await turn();
      },
    };
  };

  it('answers whoever asks again before it is made', async () => {
    const { record, told, ask, finish } = scene();
    record();
    await told();
    record();
    const again = ask();
    await finish();
    expect(await again).toBe(0);
  });
  it('answers whoever asks again after it was made, once', async () => {
    const { begun, record, told, ask, finish } = scene();
    record();
    await told();
    await finish();
    record();
    expect(await ask()).toBe(0);
    const another = ask();
    await turn();
    expect(begun).toHaveLength(1);
    await finish();
    expect(await another).toBe(1);
  });
  it('is made anew for whoever has recorded something since', async () => {
    const { begun, record, told, ask, finish } = scene();
    record();
    await told();
    record();
    const again = ask(1);
    await turn();
    expect(begun).toHaveLength(2);
    await finish();
    expect(await again).toBe(1);
  });
  it('is not begun again for one because another one was answered with an earlier one', async () => {
    const { begun, record, told, ask } = scene();
    record();
    const earlier = ask();
    await turn();
    record();
    await told({ ...attempted(9_990), since: 1 });
    begun[0]!();
    expect(await earlier).toBe(0);
    record();
    const again = ask(1);
    await turn();
    expect(begun).toHaveLength(2);
    begun[1]!();
    expect(await again).toBe(1);
  });
  it('is made anew for whoever comes again after half a minute', async () => {
    const { record, told, ask, finish } = scene();
    record();
    await told();
    await finish();
    record();
    const later = performance.now() + 30_000;
    const clock = jest.spyOn(performance, 'now').mockReturnValue(later);
    const again = ask();
    await finish();
    expect(await again).toBe(1);
    clock.mockRestore();
  });
  it('is never refused to one client, however often it comes again', async () => {
    const { begun, record, told } = scene();
    for (const _ of LOG) {
      record();
      await told();
    }
    expect(begun).toHaveLength(1);
  });
});
