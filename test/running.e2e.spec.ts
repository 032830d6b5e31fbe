import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { endOf, launch, startInVain, startProcess, stop } from './support/process.js';
import { remove } from './support/service.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-running-'));
let count = 0;
const folder = () => join(root, String(count++));
afterAll(() => remove(root));

const post = (url: string, path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const oneLine = (output: string) => expect(output.trim().split('\n')).toHaveLength(1);

describe('the service', () => {
  it('starts on an empty folder, responds, and shuts down gracefully', async () => {
    const dataDir = folder();
    const service = await startProcess({ dataDir });
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${service.url}/health/ready`);
    expect([ready.status, ((await ready.json()) as { status: string }).status]).toEqual([200, 'ok']);
    await post(service.url, '/v1/negotiations', { title: 'Talks' });
    expect(await stop(service)).toMatchObject({ code: 0, signal: null });

    const again = await startProcess({ dataDir });
    const { items } = (await (await fetch(`${again.url}/v1/negotiations`)).json()) as { items: { title: string }[] };
    expect(items.map(({ title }) => title)).toEqual(['Talks']);
    expect((await stop(again, 'SIGINT')).code).toBe(0);
  });

  it('finishes open requests: everything sent before SIGTERM is answered and stored', async () => {
    const dataDir = folder();
    const service = await startProcess({ dataDir });
    const answers = Array.from({ length: 50 }, (_, n) =>
      post(service.url, '/v1/negotiations', { title: `Talks ${n}` }).then(
        ({ status }) => status,
        () => 0,
      ),
    );
    await Promise.race(answers);
    expect((await stop(service)).code).toBe(0);
    const acknowledged = (await Promise.all(answers)).filter((status) => status === 201).length;

    const again = await startProcess({ dataDir });
    const { items } = (await (await fetch(`${again.url}/v1/negotiations?limit=200`)).json()) as { items: unknown[] };
    expect(items.length).toBeGreaterThanOrEqual(acknowledged);
    await stop(again);
  });

  it('stops with the process that started it as a part of itself, even in the middle of a start', async () => {
    const started = await startProcess({ dataDir: folder() });
    started.child.disconnect();
    expect(await endOf(started)).toMatchObject({ code: 0, signal: null });
    const starting = launch({ dataDir: folder() });
    starting.child.disconnect();
    expect(await endOf(starting)).toMatchObject({ code: 0, signal: null });
  });

  it('stops at once if it is told to in the middle of a start', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const dataDir = folder();
      const starting = launch({ dataDir });
      while (!existsSync(join(dataDir, 'events.db'))) await sleep(1);
      starting.child.kill(signal);
      expect(await endOf(starting)).toEqual({ code: 0, signal: null, output: '' });
      expect((await stop(await startProcess({ dataDir }))).code).toBe(0);
    }
  });

  it('exports its metrics to Prometheus', async () => {
    const service = await startProcess({ dataDir: folder() });
    await post(service.url, '/v1/negotiations', { title: 'Talks' });
    const figures = await (await fetch(`${service.url}/metrics`)).text();
    expect(figures).toMatch(/^rapporteur_appends_total 1$/m);
    expect(figures).toMatch(/^rapporteur_append_conflicts_total 0$/m);
    expect(figures).toMatch(/^rapporteur_append_seconds_count 1$/m);
    expect(figures).toMatch(/^rapporteur_projection_lag_events \d+$/m);
    await stop(service);
  });

  it('logs no word of what is recorded or searched for', async () => {
    const service = await startProcess({ dataDir: folder(), env: { LOG_LEVEL: 'trace' } });
    const { id } = (await (await post(service.url, '/v1/negotiations', { title: 'Confidential-title' })).json()) as {
      id: string;
    };
    await fetch(`${service.url}/v1/negotiations/${id}/statements?q=secretword`);
    await post(service.url, '/v1/negotiations', { title: 7, subject: 'Confidential-subject' });
    const { output } = await stop(service);
    expect(output).toContain('/v1/negotiations');
    expect(output).not.toMatch(/Confidential|secretword/);
  });
});

describe('a start that fails is reported in one line', () => {
  it('if another process owns the log', async () => {
    const dataDir = folder();
    const first = await startProcess({ dataDir });
    const second = await startInVain({ dataDir });
    expect(second.code).toBe(2);
    oneLine(second.output);
    expect(second.output).toContain(dataDir);
    expect((await fetch(`${first.url}/health/live`)).status).toBe(200);
    await stop(first);
  });
});
