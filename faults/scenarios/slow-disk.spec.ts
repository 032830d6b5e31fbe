import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { holdSyncs } from '#event-store/sqlite/testing/hold-syncs.js';
import { type Process, startProcess, stop } from '../../test/support/process.js';
import { remove } from '../../test/support/service.js';
import { record } from '../support/simulated-recorder.js';

const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-slow-'));
let service: Process;
beforeAll(async () => {
  service = await startProcess({ dataDir });
});
afterAll(async () => {
  await stop(service);
  remove(dataDir);
});

const open = (title: string) => record(service.url, { word: title, path: '/v1/negotiations', body: { title } });
const get = (path: string, token: string) =>
  fetch(`${service.url}${path}`, { headers: { 'consistency-token': token } });
const json = async <T>(answer: Response) => (await answer.json()) as T;

describe('a disk that hangs while a fact is recorded', () => {
  it('lets others read, and the fact is acknowledged once it is on the disk', async () => {
    const before = await open('before');
    const token = before.headers.get('consistency-token')!;
    const { id } = await json<{ id: string }>(before);
    const { release } = await holdSyncs(service.pid, join(dataDir, 'events.db-wal'));
    let acknowledged = false;
    const pending = open('meanwhile').then((answer) => {
      acknowledged = true;
      return answer;
    });
    try {
      for (const path of [`/v1/negotiations/${id}`, `/v1/negotiations/${id}/timeline`, '/health/live', '/metrics'])
        expect([path, (await get(path, token)).status]).toEqual([path, 200]);
      const { items } = await json<{ items: { title: string }[] }>(await get('/v1/negotiations', token));
      expect(items.map(({ title }) => title)).toEqual(['before']);
      expect(acknowledged).toBe(false);
    } finally {
      await release();
    }

    const answer = await pending;
    expect(answer.status).toBe(201);
    const { id: later } = await json<{ id: string }>(answer);
    const found = await get(`/v1/negotiations/${later}`, answer.headers.get('consistency-token')!);
    expect(found.status).toBe(200);
  });
});
