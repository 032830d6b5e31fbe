import { describe, expect, it } from '@jest/globals';
import { NoLog, NotALog } from '#event-store/engine.js';
import type { Batch } from '#event-store/event-store.js';
import { StreamCut } from '#event-store/stream-cut.js';
import { logOf, about } from '../testing/told-log.js';
import { FirstRead, LogDamaged } from './first-read.js';

const fact = { type: 'PositionMaintained', data: { partyId: 'eu', issueId: 'licences', scope: 'public' } } as never;
const events = logOf(about('position', 'p', fact, fact, fact));
const sound = { isShared: true, check: async () => {}, nameOfStream: (stream: string) => `rapporteur.${stream}` };
const damaged = { ...sound, check: () => Promise.reject(new NotALog('events.db', 'is damaged')) };

async function* inTwo(all = events): AsyncGenerator<Batch, void, void> {
  yield { events: all.slice(0, 1), caughtUp: false };
  yield { events: all.slice(1), caughtUp: true };
}
const read = async (first: FirstRead, batches: AsyncIterable<Batch>) => {
  const ids: string[] = [];
  for await (const batch of first.over(batches)) ids.push(...batch.events.map(({ id }) => id));
  return ids;
};
const ids = events.map(({ id }) => id);

describe('the first read of a log', () => {
  it('gives every event', async () => {
    expect(await read(new FirstRead(sound, true), inTwo())).toEqual(ids);
  });
  it('ends at a stream that lacks an event, and at a file that is damaged', async () => {
    await expect(read(new FirstRead(sound, true), inTwo([events[0]!, events[2]!]))).rejects.toMatchObject({
      name: StreamCut.name,
      cut: { stream: `rapporteur.${events[0]!.stream}` },
    });
    await expect(read(new FirstRead(damaged, true), inTwo())).rejects.toThrow(LogDamaged);
  });
  it('does not call a file damaged that was removed', async () => {
    const removed = { ...sound, check: () => Promise.reject(new NoLog('events.db')) };
    await expect(read(new FirstRead(removed, true), inTwo())).rejects.toThrow(NoLog);
  });
  it('says so each time that it is tried anew before it ended, and checks once', async () => {
    const first = new FirstRead(sound, true);
    await read(first, inTwo());
    const later = new FirstRead(damaged, false);
    expect(await read(later, inTwo([events[0]!, events[2]!]))).toHaveLength(2);
    expect(await read(first, inTwo([events[0]!, events[2]!]))).toHaveLength(2);
  });
  it('leaves a log of one writer to the ledger, which has each event', async () => {
    expect(
      await read(new FirstRead({ ...sound, isShared: false }, true), inTwo([events[0]!, events[2]!])),
    ).toHaveLength(2);
  });
});
