import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { logConfig } from '#config/log-config.js';
import { opened } from '#read-models/testing/dossier.js';
import { Projector } from '#read-models/projector/projector.js';
import { misbehaving } from '#read-models/testing/misbehaving-models.js';
import { about, record } from '#read-models/testing/told-log.js';
import { EventStoreDbEventStore } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { logs } from '../server/logs.js';
import { TestServer } from '../server/test-server.js';

const { dataDir, remove } = logs();
afterAll(remove);

describe('the projection of a log during an outage longer than all timeouts', () => {
  it('starts again until it succeeds, and continues', async () => {
    const server = await TestServer.start();
    const [url, folder] = [server.connectionString, dataDir()];
    const store = await EventStoreDbEventStore.open(url, { dataDir: folder, mode: 'owner' });
    const failures: Error[] = [];
    const heard: string[] = [];
    const projector = await Projector.start({
      ...logConfig(folder, { EVENTSTOREDB_URL: url }),
      models: misbehaving({ die: join(folder, 'died') }),
      onFailure: (reason) => failures.push(reason),
      restarts: [1],
      log: (level, message) => {
        heard.push(`${level}: ${message}`);
        if (level === 'error') server.inject({ name: 'unavailable', on: ['read'] });
        if (level === 'warn') server.faults.clear();
      },
    });
    const { facts } = about('meeting', '1', opened(1, 'die'));
    await record(store, 'meeting', '1', facts);
    while (failures.length === 0 && !(await projector.until(0, 100)));
    expect([failures, projector.projected]).toEqual([[], 0]);
    expect(heard.filter((line) => !line.startsWith('info'))).toEqual([
      'error: The projection has died and is started again',
      'warn: The projection waits for the log',
    ]);
    await projector.stop();
    await store.close();
    await server.stop();
  });
});
