import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { settingsFor } from '../../../test/support/engine.js';
import { type InProcess, startInProcess } from '../../../test/support/in-process.js';
import type { ReceiptBody } from '../../../test/support/service.js';
import { TestServer } from '../server/test-server.js';

type Result = Readonly<{ status: number; body: Readonly<{ id?: string; code?: string; detail?: string }> }>;

/** On a busy machine. What ignored LOG_TIMEOUT_SECONDS took ten seconds. */
const IN_TIME_MS = 5_000;

describe('a request whose log takes long', () => {
  let root: string;
  let server: TestServer;
  let service: InProcess;
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'rapporteur-deadline-'));
    server = await TestServer.start({ systemEventsEvery: 0 });
    const env = { ...settingsFor(server.connectionString), LOG_TIMEOUT_SECONDS: '1' };
    service = await startInProcess(join(root, 'data'), env);
  });
  afterEach(async () => {
    server.faults.clear();
    await service.close();
    await server.stop();
    rmSync(root, { recursive: true });
  });
  const open = (title: string) => service.post('/v1/negotiations', { title });
  /** On a busy machine a request may take longer than its time. Then it is sent again. */
  const inTime = async <T extends { status: number }>(ask: () => Promise<T>): Promise<T> => {
    for (;;) {
      const answer = await ask();
      if (answer.status !== 503) return answer;
    }
  };
  /** Before what is tested. */
  const opened = async (): Promise<ReceiptBody> => {
    const key = randomUUID();
    const { status, body } = await inTime(async () => open('Talks').set('idempotency-key', key));
    expect(status).toBe(201);
    return body as ReceiptBody;
  };

  it('is answered when its time is over, even if each call is answered in time', async () => {
    const { id } = await opened();
    const slow = server.inject({ name: 'slow', ms: 600, on: ['append', 'read'] });
    const late = await service.post(`/v1/negotiations/${id}/issues`, { title: 'Licences' });
    expect([late.status, late.headers['retry-after']]).toEqual([503, '5']);
    slow.lift();
    const { status } = await inTime(async () => service.post(`/v1/negotiations/${id}/issues`, { title: 'Quotas' }));
    expect(status).toBe(201);
  });

  it('is answered with 201 if its calls are done in time', async () => {
    server.inject({ name: 'slow', ms: 50, on: ['append', 'read'] });
    expect(await opened()).toMatchObject({ kind: 'negotiation' });
  });

  it('does not say that nothing was recorded if it only reads', async () => {
    const { id } = await opened();
    await inTime(async () => service.get('/v1/audit/trail'));
    server.inject({ name: 'unavailable' });
    const { status, body } = await service.get('/v1/audit/export');
    expect([status, body]).toEqual([503, expect.objectContaining({ code: 'log-unreachable' })]);
    expect((body as Result['body']).detail).not.toContain('recorded');
    await service.get(`/v1/negotiations/${id}`).expect(200);
  });

  describe('and that asks about the past', () => {
    const now = () => new Date().toISOString();
    const timed = async (path: string) => {
      const began = performance.now();
      // The askers of the service ask again where they are told to.
      const answer = await fetch(`${service.url}${path}`);
      await answer.text();
      return { status: answer.status, isInTime: performance.now() - began < IN_TIME_MS };
    };

    it('is answered when its time is over, whatever it waits for', async () => {
      const { id } = await opened();
      const start = now();
      await opened();
      server.inject({ name: 'silent' });
      for (const path of [
        `/v1/negotiations/${id}?asOf=${start}`,
        `/v1/negotiations/${id}/issues?asOf=${now()}`,
        `/v1/negotiations/${id}/events?asOf=${start}`,
        `/v1/audit/diff?negotiationId=${id}&fromAsOf=${start}`,
      ])
        expect([path, await timed(path)]).toEqual([path, { status: 503, isInTime: true }]);
      expect(await timed(`/v1/negotiations/${id}`)).toEqual({ status: 200, isInTime: true });
    });

    it('is told that the log cannot be read, and not that the moment cannot be put together', async () => {
      const { id } = await opened();
      const path = `/v1/negotiations/${id}?asOf=${now()}`;
      const codeNow = async () => {
        const answer = await fetch(`${service.url}${path}`);
        return ((await answer.json()) as Result['body']).code;
      };
      server.inject({ name: 'unavailable' });
      let code = await codeNow();
      while (code === 'replay-in-progress') code = await codeNow();
      expect(code).toBe('log-unreachable');
      server.faults.clear();
      expect((await inTime(async () => service.get(path))).status).toBe(200);
    });

    it('is answered with 200 if the log answers in time', async () => {
      const { id } = await opened();
      const { status } = await inTime(async () => service.get(`/v1/negotiations/${id}?asOf=${now()}`));
      expect(status).toBe(200);
    });
  });

  it('may go on longer than its time once it is being answered', async () => {
    await opened();
    // Of several pages, each of which is read in time.
    const many = Array.from({ length: 400 }, (_, n) => ({ path: '/v1/negotiations', body: { title: `${n}` } }));
    await service.post('/v1/batches', many).expect(200);
    server.inject({ name: 'slow', ms: 250, on: ['read'] });
    const answer = await fetch(`${service.url}/v1/audit/export`);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).toMatch(/\{"end":[^\n]+\n$/);
  });

  it('does not wait again for each command of a batch', async () => {
    await opened();
    const titles = ['First', 'Second', 'Third', 'Fourth'];
    const batch = () =>
      service
        .post(
          '/v1/batches',
          titles.map((title) => ({ path: '/v1/negotiations', body: { title } })),
        )
        .set('idempotency-key', 'one-batch');
    // The first command is recorded, and the next append is not answered.
    const fault = server.inject({ name: 'silent', on: ['append'], after: 1 });
    const results = (await batch().expect(200)).body as readonly Result[];
    expect(results.map(({ status, body }) => [status, body.code])).toEqual([
      [201, undefined],
      [503, 'outcome-unknown'],
      [503, 'not-tried'],
      [503, 'not-tried'],
    ]);
    fault.lift();
    const again = (await batch().expect(200)).body as readonly Result[];
    expect(again.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(again[0]!.body).toMatchObject({ id: results[0]!.body.id });
    const { body: all } = await service.get('/v1/negotiations').expect(200);
    expect((all as { items: readonly { title: string }[] }).items.map(({ title }) => title).sort()).toEqual(
      ['Talks', ...titles].sort(),
    );
  });
});
