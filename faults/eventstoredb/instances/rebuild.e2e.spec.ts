import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { IssueId, PartyId } from '#domain/ids.js';
import { EventStoreDbEventStore } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { record, type Telling } from '#read-models/testing/told-log.js';
import { printed, rapporteur } from '../../../test/support/cli.js';
import { settingsFor } from '../../../test/support/engine.js';
import { TestServer } from '../server/test-server.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-rebuild-'));
afterAll(() => rmSync(root, { recursive: true }));

/** More events than are read before a rebuild reports its progress. */
const LONG = 2_500;
const PARTS = 5;

describe('a rebuild of the views from a cluster', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await TestServer.start({ systemEventsEvery: 0 });
    const store = await EventStoreDbEventStore.open(server.connectionString, {
      dataDir: join(root, 'writer'),
      mode: 'owner',
    });
    const data = { partyId: randomUUID() as PartyId, issueId: randomUUID() as IssueId, scope: 'public' } as const;
    const [id, negotiationId] = [randomUUID(), randomUUID()];
    for (let part = 0; part < PARTS; part++)
      await record(
        store,
        'position',
        id,
        Array.from({ length: LONG / PARTS }, (_, n): Telling => ({
          type: 'PositionMaintained',
          data,
          metadata: { negotiationId, commandId: `${part} ${n}` },
        })),
      );
    await store.close();
  });
  afterEach(() => server.stop());

  it('ends if the cluster cannot be reached any more, says so, and succeeds once it can', async () => {
    const rebuild = () =>
      rapporteur(['rebuild', '--data-dir', join(root, 'views'), '--json'], settingsFor(server.connectionString));
    // It has read the whole log once, and reads it again.
    const outage = server.inject({ name: 'unavailable', on: ['event'], after: LONG + 500 });
    const { code, err } = await rebuild();
    expect([code, err]).toEqual([1, expect.stringMatching(/^rapporteur: The views were not built: .*EventStoreDB/)]);
    expect(err).toContain('There are none until "rapporteur rebuild" succeeds, or the service starts.');
    expect(outage.struck()).toBeGreaterThan(0);
    outage.lift();
    expect(printed(await rebuild())).toMatchObject({ events: LONG });
  });
});
