import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Opened } from '#event-store/event-store.testing.js';
import { EventStoreDbEventStore } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { TestServer } from './test-server.js';

/** Logs for the tests of one file: on the server that EVENTSTOREDB_URL names, by default on a test server. */
export const logs = () => {
  const root = mkdtempSync(join(tmpdir(), 'rapporteur-esdb-'));
  const real = process.env['EVENTSTOREDB_URL'];
  let started: Promise<TestServer> | undefined;
  const url = async () => real ?? (await (started ??= TestServer.start())).connectionString;
  const dataDir = () => mkdtempSync(join(root, 'log-'));

  const open = async (): Promise<Opened> => {
    const folder = dataDir();
    const owner = async () => EventStoreDbEventStore.open(await url(), { dataDir: folder, mode: 'owner' });
    let store = await owner();
    const reopen = async () => {
      await store.close();
      return (store = await owner());
    };
    return { store, reopen };
  };
  const remove = async () => {
    await (await started)?.stop();
    rmSync(root, { recursive: true, force: true });
  };
  return { open, dataDir, remove };
};
