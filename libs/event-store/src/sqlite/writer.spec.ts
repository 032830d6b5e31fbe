import { afterAll, describe, expect, it } from '@jest/globals';
import { everything, happened } from '../event-store.testing.js';
import { IdConflict, VersionConflict } from '../event-store.js';
import { SqliteEventStore } from './sqlite-event-store.js';
import { scratch } from './testing/launch.js';

const { folder, remove } = scratch();
afterAll(remove);

describe('an append of a single event, without a savepoint', () => {
  it('writes nothing if it is refused, and the others of its group are written', async () => {
    const store = SqliteEventStore.open(folder('one'), { mode: 'owner' });
    const [a, b, c, d] = [happened(1), happened(2), happened(3), happened(4)];
    await store.append('meeting-1', [a], { expected: 'no-stream' });
    const outcomes = await Promise.allSettled([
      store.append('meeting-1', [b], { expected: 0 }),
      store.append('meeting-1', [a], { expected: 1 }),
      store.append('meeting-1', [c], { expected: 'no-stream' }),
      store.append('meeting-1', [c], { expected: 1 }),
      store.append('meeting-2', [d], { expected: 'no-stream' }),
    ]);
    expect(
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.revision : outcome.reason)),
    ).toEqual([1, expect.any(IdConflict), expect.any(VersionConflict), 2, 0]);
    const log = await everything(store, {});
    expect(log.map(({ id, position }) => [id, Number(position)])).toEqual([a, b, c, d].map(({ id }, n) => [id, n + 1]));
    expect(store.counters()).toEqual({ appends: 4, conflicts: 2, groups: 2, events: 4 });
    await store.close();
  });
});
