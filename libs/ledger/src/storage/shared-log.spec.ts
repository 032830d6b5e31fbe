import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { logConfig } from '#config/log-config.js';
import type { Instant } from '#domain/ids.js';
import { openEventStore } from '#event-store/engines.js';
import type { EventStore, StoredEvent } from '#event-store/event-store.js';
import { ED25519 } from '../note-key.js';
import { generateSignerKey } from '../signer-key.js';
import { checkEntries } from './check-entries.js';
import { checkpointIn } from './checkpoint-store.js';
import { dataIn } from './checkpoint-stream.js';
import { isCheckpointStream, noteOf } from '../checkpoint-name.js';
import { Ledger, type LedgerLog } from './ledger.js';
import { BOUND, factOf } from './testing/life.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-shared-'));
afterAll(() => rmSync(root, { recursive: true }));

const NOW = '2025-10-27T09:00:00.000Z' as Instant;
const key = generateSignerKey('record.example.org/talks', ED25519);

const eventsOf = async (store: EventStore) => {
  const all: StoredEvent[] = [];
  for await (const { events } of store.readAll()) all.push(...events);
  return all;
};
/** An instance that has read the log so far. */
const ledgerOn = async (store: EventStore, name: string, more: Pick<LedgerLog, 'accessHead'> = {}) => {
  const dataDir = join(root, name);
  mkdirSync(dataDir);
  const log = { dataDir, store, now: () => NOW, ...more };
  return Ledger.open(key, log, await checkEntries(store), { ...BOUND, isFirst: true });
};
const readAll = async (ledger: Ledger, store: EventStore) =>
  (await eventsOf(store)).forEach((event, ordinal) => ledger.add(event, ordinal));
const recordIn = async (store: EventStore) => {
  const stream = `party-${randomUUID()}`;
  await store.append(stream, [factOf(stream, NOW)], { expected: 'no-stream' });
};
/** How many events each checkpoint in the log covers. */
const coveredIn = async (store: EventStore) =>
  (await eventsOf(store))
    .filter(({ stream }) => isCheckpointStream(stream))
    .map(({ data }) => checkpointIn(noteOf(dataIn(data))).size);

describe('two instances that sign one log', () => {
  it('append no checkpoint after one that covers more', async () => {
    const store = await openEventStore(logConfig(join(root, 'log')), 'owner');
    const other = await ledgerOn(store, 'other');
    // While one makes its checkpoint, the other records a fact and signs it, and the one hears of both.
    const meanwhile = async () => {
      await recordIn(store);
      await readAll(other, store);
      await other.sign();
      await readAll(one, store);
      return undefined;
    };
    const one: Ledger = await ledgerOn(store, 'one', { accessHead: meanwhile });
    await recordIn(store);
    await readAll(one, store);
    expect(await one.sign()).toBeUndefined();
    expect(await coveredIn(store)).toEqual([2]);
    // The next one covers everything.
    await recordIn(store);
    await readAll(other, store);
    await other.sign();
    expect(await coveredIn(store)).toEqual([2, 4]);
    await store.close();
  });
});
