import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStore } from '#event-store/event-store.js';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConsistencyTokens as Tokens } from '../../../apps/server/src/http/consistency-token.js';
import { settingsFor } from '../../../test/support/engine.js';
import { type InProcess, startInProcess } from '../../../test/support/in-process.js';
import type { ReceiptBody } from '../../../test/support/service.js';
import { type Injected } from '../server/faults.js';
import { TestServer } from '../server/test-server.js';

let root: string;
let server: TestServer;
let settings: Record<string, string>;
let running: InProcess[];
let readBackwards: string[];
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'rapporteur-calls-'));
  readBackwards = [];
  server = await TestServer.start({
    systemEventsEvery: 0,
    onRead: (kind, stream) => void (kind.endsWith('backwards') && readBackwards.push(stream)),
  });
  settings = settingsFor(server.connectionString);
  running = [];
});
afterEach(async () => {
  server.faults.clear();
  for (const service of running) await service.close();
  await server.stop();
  rmSync(root, { recursive: true });
});

const instance = async (): Promise<InProcess> => {
  const service = await startInProcess(join(root, String(running.length)), settings);
  running.push(service);
  return service;
};
const struck = async (fault: Injected, times = 1) => {
  while (fault.struck() < times) await sleep(1);
};
/** Background work reads its notes, which are not of the record, whenever it is time. */
const isOfTheRecord = (stream: string) => !stream.startsWith('rapporteur-note.');
const open = async ({ post }: InProcess, title: string) => {
  const answer = await post('/v1/negotiations', { title }).expect(201);
  return { id: (answer.body as ReceiptBody).id, token: answer.headers['consistency-token']! };
};

describe('a request on a log that is shared', () => {
  it('never waits for a backward read of the log, which stalls a small server', async () => {
    const service = await instance();
    const { id, token } = await open(service, 'Talks');
    // A request that waited for one would fail.
    server.inject({ name: 'silent', on: ['backwards'] });
    const other = await open(service, 'Other talks');
    const issue = await service.post(`/v1/negotiations/${id}/issues`, { title: 'Licences' }).expect(201);
    await service.post(`/v1/issues/${(issue.body as ReceiptBody).id}/settle`, {}).expect(201);
    await service
      .post('/v1/batches', [{ path: '/v1/negotiations', body: { title: 'In a batch' } }])
      .expect(200, /"status":201/);
    for (const path of [
      `/v1/negotiations/${id}`,
      `/v1/negotiations/${id}?asOf=${token}`,
      `/v1/negotiations?asOf=${new Date().toISOString()}`,
      `/v1/audit/trail`,
      `/v1/audit/diff?negotiationId=${other.id}&fromAsOf=${token}&asOf=${other.token}`,
      '/v1/audit/checkpoint',
      '/v1/audit/export',
    ]) {
      const { status } = await service.get(path);
      expect([path, status]).toEqual([path, 200]);
    }
  });
});

describe('a command on a log that is shared', () => {
  it('that begins a thing reads nothing after its append', async () => {
    const service = await instance();
    await open(service, 'Talks');
    const slow = server.inject({ name: 'slow', ms: 300, on: ['append'] });
    const recording = open(service, 'Other talks');
    await struck(slow);
    server.inject({ name: 'silent', on: ['read'] });
    expect(await recording).toHaveProperty('token');
  });

  it('shares one look at the end of the log with all that wait for it', async () => {
    const service = await instance();
    await open(service, 'Talks');
    const slow = server.inject({ name: 'slow', ms: 200, on: ['read'] });
    const before = server.state();
    readBackwards = [];
    const recording = Array.from({ length: 30 }, (_, n) => open(service, `Talks ${n}`));
    while (server.state().calls.append < before.calls.append + 30) await sleep(1);
    // One that was under way, one for all of them, and those of the threads that follow the log.
    expect(server.state().reads['all-forwards'] - before.reads['all-forwards']).toBeLessThan(15);
    expect(readBackwards.filter(isOfTheRecord)).toEqual([]);
    slow.lift();
    await Promise.all(recording);
  });

  it('is read from the log once, for all threads of the instance', async () => {
    settings = { ...settings, SCRUB_EVENTS_PER_SECOND: '1' };
    const service = await instance();
    const { id } = await open(service, 'Talks');
    await service.get(`/v1/negotiations/${id}?asOf=${(await open(service, 'Other talks')).token}`).expect(200);
    const before = server.state();
    const COUNT = 30;
    for (let n = 0; n < COUNT; n++) {
      const { token } = await open(service, `Talks ${n}`);
      // The views and the index of the log have it then.
      await service.get(`/v1/negotiations?asOf=${token}`).set('consistency-token', token).expect(200);
    }
    const reads = server.state().reads['all-forwards'] - before.reads['all-forwards'];
    // One before each append, and one after it for whoever waits. A busy machine may need another one; a thread with a read of its
    // own would make twice as many.
    expect([reads >= COUNT, reads <= 3 * COUNT]).toEqual([true, true]);
  });

  it('begins a look of its own if one is under way, which may miss what was acknowledged before the command came', async () => {
    const service = await instance();
    const { id } = await open(service, 'Talks');
    const lost = server.inject({ name: 'silent', on: ['read'], times: 1 });
    const first = open(service, 'First');
    await struck(lost);
    await service.post(`/v1/negotiations/${id}/issues`, { title: 'Licences' }).expect(201);
    // Nobody has waited until that read was given up and tried again.
    expect(service.app.get(EventStore).counters()['retries']).toBe(0);
    await first;
  });
});

describe('a Consistency-Token of a command', () => {
  it('names the event, as soon as that is in the log: a read with it waits until the views have it', async () => {
    const service = await instance();
    await open(service, 'Talks');
    const slow = server.inject({ name: 'slow', ms: 150, on: ['read'] });
    for (let n = 0; n < 5; n++) {
      const { id, token } = await open(service, `Talks ${n}`);
      const { status } = await fetch(`${service.url}/v1/negotiations/${id}`, {
        headers: { 'consistency-token': token },
      });
      expect(status).toBe(200);
    }
    slow.lift();
  });

  it('is exact as a moment, on every instance, also if the event is long indexed', async () => {
    const [one, other] = [await instance(), await instance()];
    const tokens: string[] = [];
    for (let n = 0; n < 4; n++) tokens.push((await open(n % 2 === 0 ? one : other, `Talks ${n}`)).token);
    for (const service of [one, other])
      for (const [n, token] of tokens.entries()) {
        const { body } = await service.get(`/v1/negotiations?asOf=${token}`).expect(200);
        expect((body as { items: unknown[] }).items).toHaveLength(n + 1);
      }
  });

  it('of an event that this log does not have is told as one that the views have not reached', async () => {
    const service = await instance();
    await open(service, 'Talks');
    const { token } = await open(service, 'Other talks');
    const { body } = await service.get('/v1/negotiations').set('consistency-token', token).expect(200);
    expect((body as { items: unknown[] }).items).toHaveLength(2);
    const read = service.app.get(Tokens).read(token);
    const beyond = service.app.get(Tokens).issueFor(read.position! + 1_000_000n, Date.now());
    const answer = await fetch(`${service.url}/v1/negotiations`, { headers: { 'consistency-token': beyond } });
    expect([answer.status, await answer.json()]).toEqual([503, expect.objectContaining({ code: 'not-yet-projected' })]);
  });
});
