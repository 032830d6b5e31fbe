import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import { holds } from '#read-models/projector/catch-up.js';
import { settingsFor } from '../../../test/support/engine.js';
import { rapporteur } from '../../../test/support/cli.js';
import { readyAt, startProcess, stop } from '../../../test/support/process.js';
import { NO_TIMER } from '../../../test/support/service.js';
import { everything } from '#event-store/event-store.testing.js';
import { Cluster } from '../server/cluster.js';
import { SAID_WITHOUT_USERS } from '../server/service-rights.js';

const EVENTS = 3;
/** With the checkpoint that the stop has recorded. */
const SIZE = EVENTS + 1;

describe('a cluster whose address prefers a follower that is far behind', () => {
  const root = mkdtempSync(join(tmpdir(), 'rapporteur-followers-'));
  const dataDir = join(root, 'data');
  let cluster: Cluster;
  let settings: Record<string, string>;
  let url: string;

  beforeAll(async () => {
    cluster = await Cluster.start({ nodes: 3 });
    // Longer than these tests take.
    for (const follower of cluster.servers.slice(1)) follower.lag = 1_000_000_000;
    url = `${cluster.connectionString}&nodePreference=follower`;
    settings = settingsFor(url);
    const service = await startProcess({ dataDir, env: { ...NO_TIMER, ...settings } });
    for (let n = 0; n < EVENTS; n++) {
      const body = JSON.stringify({ title: `Talks ${n}` });
      const headers = { 'content-type': 'application/json' };
      await fetch(`${service.url}/v1/negotiations`, { method: 'POST', body, headers });
    }
    await readyAt(service.url);
    await stop(service);
  });
  afterAll(async () => {
    await cluster.stop();
    rmSync(root, { recursive: true });
  });

  it('has lost nothing when a service starts again', async () => {
    const service = await startProcess({ dataDir, env: { ...NO_TIMER, ...settings } });
    await readyAt(service.url);
    const page = (await (await fetch(`${service.url}/v1/negotiations`)).json()) as { items: unknown[] };
    expect(page.items).toHaveLength(EVENTS);
    expect(await stop(service)).toMatchObject({ code: 0, output: expect.stringMatching(SAID_WITHOUT_USERS) });
  });

  it('has the last event of the views', async () => {
    const store = await openEventStore(logConfig(dataDir, { EVENTSTOREDB_URL: url }), 'reader');
    const events = await everything(store, {});
    const [before, last] = events.slice(-2).map(({ position, id }) => ({ position, id }));
    const checkpoint = { before: before!.position, position: last!.position, eventId: last!.id, ordinal: SIZE - 1 };
    expect([events.length, await holds(store, checkpoint)]).toEqual([SIZE, true]);
    await store.close();
  });

  it('is exported completely', async () => {
    const words = ['export', '--to', join(root, 'record.ndjson'), '--data-dir', dataDir, '--json'];
    const { out, err } = await rapporteur(words, { EVENTSTOREDB_URL: url });
    expect([err, JSON.parse(out)]).toEqual(['', expect.objectContaining({ size: SIZE })]);
  });

  it('continues with another key after all its events, and none of them counts as lost', async () => {
    writeFileSync(join(dataDir, 'ledger.key'), `${settings['LEDGER_KEY']}\n`, { mode: 0o600 });
    const say = ['--reason', 'The key was in a backup that was stolen.', '--data-dir', dataDir, '--json'];
    const env = { EVENTSTOREDB_URL: url };
    const loss = await rapporteur(['accept-loss', ...say], env);
    expect([loss.code, loss.err]).toEqual([1, expect.stringMatching(/nothing is lost/)]);
    const { out, err } = await rapporteur(['change-key', ...say], env);
    expect([err, JSON.parse(out)]).toEqual(['', expect.objectContaining({ events: SIZE + 1 })]);
  });
});
