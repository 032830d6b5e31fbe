import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { settingsFor } from '../../../test/support/engine.js';
import { rapporteur } from '../../../test/support/cli.js';
import { startInVain, startProcess, stop } from '../../../test/support/process.js';
import { Cluster } from '../server/cluster.js';
import { SAID_WITHOUT_USERS } from '../server/service-rights.js';
import { startTestProcess } from '../server/start.js';
import { listen, reservePort } from '../../../test/support/ports.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-start-'));
/** Nothing listens there. */
const nowhere = await reservePort();
const NOWHERE = `esdb://bob:s3cret@127.0.0.1:${nowhere.port}?tls=true`;
afterAll(() => {
  nowhere.release();
  rmSync(root, { recursive: true });
});

describe('an address on which no log responds', () => {
  it('is reported by the service and by the command line, which exit and do not print the password', async () => {
    const env = { EVENTSTOREDB_URL: NOWHERE };
    const [service, ...commands] = await Promise.all([
      startInVain({ dataDir: join(root, 'service'), env: settingsFor(NOWHERE) }),
      rapporteur(['export', '--to', join(root, 'record.ndjson'), '--data-dir', join(root, 'export')], env),
      rapporteur(['rebuild', '--data-dir', join(root, 'rebuild')], env),
    ]);
    expect(service.code).toBe(2);
    for (const { code } of commands) expect(code).not.toBe(0);
    for (const told of [service.output, ...commands.map(({ err }) => err)]) {
      expect(told).toContain('EventStoreDB cannot be reached');
      expect(told).not.toContain('s3cret');
    }
  });
});

describe('a cluster that starts late', () => {
  it('is awaited by a service that started before it', async () => {
    // The connection of a client that is too early is refused, once.
    const nobody = createServer((socket) => socket.destroy());
    const late = await reservePort();
    await listen(nobody, late);
    const url = `esdb://127.0.0.1:${late.port},127.0.0.1:${nowhere.port}?tls=false`;
    const starting = startProcess({ dataDir: join(root, 'early'), env: settingsFor(url) });
    await once(nobody, 'connection');
    nobody.close();
    await once(nobody, 'close');
    const cluster = await Cluster.start({ ports: [late] });
    const service = await starting;
    expect((await fetch(`${service.url}/v1/negotiations`)).status).toBe(200);
    expect(await stop(service)).toMatchObject({ code: 0, output: expect.stringMatching(SAID_WITHOUT_USERS) });
    await cluster.stop();
    late.release();
  });

  it('does not delay the end of a command that has reported that no node responds', async () => {
    const silent = await startTestProcess(['--nodes', '2']);
    silent.freeze();
    const words = ['export', '--to', join(root, 'frozen.ndjson'), '--data-dir', join(root, 'frozen')];
    const { code, err } = await rapporteur(words, { EVENTSTOREDB_URL: silent.connectionString });
    expect([code, err]).toEqual([1, expect.stringContaining('EventStoreDB cannot be reached')]);
    await silent.stop('SIGKILL');
  });
});
