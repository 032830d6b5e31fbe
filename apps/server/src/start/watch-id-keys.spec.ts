import { expect, it } from '@jest/globals';
import { parseIdKeys } from '#config/id-keys.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { IdKey } from '#ledger/id-key.js';
import { watchIdKeys } from './watch-id-keys.js';

const [OURS, LOST, THEIRS] = ['our', 'lost', 'their'].map((word) => word.repeat(11)) as [string, string, string];

it('an id that was made with a key of another instance is reported, once for each key', () => {
  const told: object[] = [];
  const watch = watchIdKeys(parseIdKeys(`${OURS},lost-${new IdKey(LOST).name}`)!, {
    error: (fields: object) => void told.push(fields),
  });
  for (const secret of [OURS, THEIRS, LOST, THEIRS]) {
    const metadata = JSON.stringify({ commandId: new IdKey(secret).idOf('command') });
    watch({ metadata } as StoredEvent);
  }
  watch({ metadata: '{"commandId":"5ba1ad00-0000-4000-8000-000000000001"}' } as StoredEvent);
  expect(told).toEqual([{ idKey: new IdKey(THEIRS).name }]);
});
