import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { settingsFor } from '../../../test/support/engine.js';
import { type Ended, type Process, readyAt, startProcess, stop } from '../../../test/support/process.js';
import { startTestProcess, type TestProcess } from '../server/start.js';

describe('a service whose log does not respond', () => {
  let root: string;
  let server: TestProcess;
  let service: Process;
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'rapporteur-stop-'));
    server = await startTestProcess();
    const env = { ...settingsFor(server.connectionString), LOG_LEVEL: 'info' };
    service = await startProcess({ dataDir: join(root, 'data'), env });
    await readyAt(service.url);
  });
  afterEach(async () => {
    await server.stop('SIGKILL');
    rmSync(root, { recursive: true });
  });
  const record = () =>
    fetch(`${service.url}/v1/negotiations`, {
      method: 'POST',
      body: JSON.stringify({ title: 'Talks' }),
      headers: { 'content-type': 'application/json' },
    });
  /** How often the background check has read the whole log. */
  const passes = async () => {
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    return Number(/^rapporteur_log_scrub_passes (\d+)$/m.exec(metrics)![1]);
  };
  /** Its exit code, and its log output after the signal, except for requests that it answered. */
  const lastWords = ({ code, signal, output }: Ended) => {
    const said = output
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { msg: string }).msg);
    return [code, signal, ...said.slice(said.indexOf(STOPPING)).filter((msg) => msg !== 'request')];
  };
  const STOPPING = 'stopping: finishing running requests';
  const IN_GOOD_ORDER = [0, null, STOPPING];

  it('shuts down gracefully before the log responds again', async () => {
    await server.inject({ name: 'silent' });
    expect(lastWords(await stop(service))).toEqual(IN_GOOD_ORDER);
    expect((await server.state()).nodes[0]!.faults).toMatchObject([{ fault: { name: 'silent' } }]);
  });

  it('checks the log in the background as soon as it responds again', async () => {
    await server.inject({ name: 'silent' });
    // The check begins a second after the start, and gives up what has no answer within ten.
    await sleep(12_000);
    await server.clear();
    while (!(await passes()));
    const { code, output } = await stop(service);
    expect(code).toBe(0);
    expect(output).not.toContain('background check');
  });

  it('shuts down gracefully although the server of the log is frozen', async () => {
    server.freeze();
    expect(lastWords(await stop(service))).toEqual(IN_GOOD_ORDER);
  });

  it('reports an unknown outcome to a client that is recording, and shuts down gracefully', async () => {
    await server.inject({ name: 'silent', on: ['append'] });
    const recording = record();
    // The second try of the append: it ends well before the service stops waiting for it.
    while ((await server.state()).nodes[0]!.injected.silent < 2);
    server.freeze();
    const stopping = stop(service);
    expect((await recording).status).toBe(503);
    const { code, output } = await stopping;
    expect([code, output]).toEqual([0, expect.stringContaining(STOPPING)]);
    expect(output).not.toContain('could not close');
  });
});
