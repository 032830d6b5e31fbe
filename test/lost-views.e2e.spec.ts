import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DomainEvent } from '#domain/events.js';
import type { IssueId, PartyId } from '#domain/ids.js';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import { record, type Telling } from '#read-models/testing/told-log.js';
import { engineFor } from './support/engine.js';
import { type Document, documentOf, sendExamples, viewAddresses } from './support/examples.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { remove } from './support/service.js';

let service: InProcess;
let document: Document;
let negotiationId: string;
beforeAll(async () => {
  service = await startInProcess();
  document = await documentOf(service);
  const sent = await sendExamples(service, document);
  negotiationId = sent[0]!.answer.body.id as string;
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

/** More events than a service reads before it listens. */
const LONG = 2_500;
const PARTS = 5;

const addresses = () => viewAddresses(document);
/** Every readable address with its answer, for a reader with this token. */
const everything = async (token: string) =>
  Object.fromEntries(
    await Promise.all(
      addresses().map(async (address) => {
        const { status, headers, text } = await service.get(address).set('consistency-token', token);
        return [address, { status, etag: headers['etag'], text }] as const;
      }),
    ),
  );
const restart = async (meanwhile: () => unknown) => {
  await service.close();
  await meanwhile();
  service = await startInProcess(service.dataDir);
};

describe('views.db', () => {
  it('can be deleted between two runs, and every address gives the same answer as before', async () => {
    const token = await service.settle();
    const before = await everything(token);
    expect(Object.values(before).map(({ status }) => status)).toEqual(addresses().map(() => 200));
    expect(addresses().length).toBeGreaterThan(25);
    await restart(() => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(join(service.dataDir, `views.db${suffix}`), { force: true });
    });
    expect(await everything(token)).toEqual(before);
  });
  it('is made again from a long log while the service already records, and then every address answers', async () => {
    const { dataDir } = service;
    await restart(async () => {
      const store = await openEventStore(logConfig(dataDir, await engineFor(dataDir)), 'owner');
      const recordedAt = new Date().toISOString();
      const metadata = { negotiationId, recordedAt, learnedAt: recordedAt };
      const [partyId, issueId] = [randomUUID() as PartyId, randomUUID() as IssueId];
      const said = { type: 'PositionMaintained', data: { partyId, issueId, scope: 'public' } } as const;
      const id = randomUUID();
      // In parts: an append has a limit.
      for (let part = 0; part < PARTS; part++)
        await record(
          store,
          'position',
          id,
          Array.from({ length: LONG / PARTS }, (_, n): Telling => ({
            ...said,
            metadata: { ...metadata, commandId: `${part} ${n}` },
          })),
        );
      await store.close();
      for (const suffix of ['', '-wal', '-shm']) rmSync(join(dataDir, `views.db${suffix}`), { force: true });
    });
    const token = (await service.get('/v1/negotiations')).headers['consistency-token']!;
    const answers = await everything(token);
    expect(Object.values(answers).map(({ status }) => status)).toEqual(addresses().map(() => 200));
  });
});

describe('an event that a view cannot process', () => {
  it('stops only that view: its addresses report it, all others respond, and recording continues', async () => {
    const { dataDir } = service;
    const token = (await service.get('/v1/negotiations')).headers['consistency-token'];
    // A pledge that nobody made cannot be recorded through the API.
    const pledge = { type: 'CommitmentMade', data: { text: 'a pledge by nobody' } } as unknown as DomainEvent;
    const id = randomUUID();
    let eventId = '';
    await restart(async () => {
      const store = await openEventStore(logConfig(dataDir, await engineFor(dataDir)), 'owner');
      const recordedAt = new Date().toISOString();
      const metadata = { negotiationId, recordedAt, learnedAt: recordedAt };
      [eventId = ''] = await record(store, 'commitment', id, [{ ...pledge, metadata }]);
      await store.close();
    });
    const said = { kind: 'interview', attribution: 'background', text: 'after the stop', verbatim: false };
    const made = await service.post(`/v1/negotiations/${negotiationId}/statements`, said);
    expect(made.status).toBe(201);
    const answers = await everything(made.headers['consistency-token']!);
    for (const [address, { status, text }] of Object.entries(answers)) {
      // The board and briefs have the pledges among the rest.
      const isStopped = /\/(?:commitments|board|brief)\b/.test(address);
      expect([address, status, text.includes('read-model-stopped')]).toEqual([
        address,
        isStopped ? 503 : 200,
        isStopped,
      ]);
    }
    const stopped = await service.get(`/v1/commitments/${id}`);
    expect([stopped.body.code, stopped.headers['retry-after']]).toEqual(['read-model-stopped', '3600']);
    // The same applies to a moment at which that event counts; before it, nothing has stopped.
    for (const address of [`/v1/commitments/${id}`, `/v1/negotiations/${negotiationId}/commitments`]) {
      const then = await service.get(`${address}?asOf=${made.headers['consistency-token']}`);
      expect([then.body.code, then.headers['retry-after']]).toEqual(['read-model-stopped', '3600']);
      expect(then.body.detail).toBe(stopped.body.detail);
    }
    const before = await service.get(`/v1/negotiations/${negotiationId}/commitments?asOf=${token}`);
    expect(before.status).toBe(200);
    expect((await service.get(made.headers['location']!)).body.text).toBe('after the stop');
    expect((await service.get(`/v1/negotiations/${negotiationId}/timeline?kind=commitment`)).text).toContain(eventId);

    const pledged = { byIds: [(await service.get(`/v1/negotiations/${negotiationId}/parties`)).body.items[0].id] };
    const another = { ...pledged, text: 'a pledge while its view stands still' };
    expect((await service.post(`/v1/negotiations/${negotiationId}/commitments`, another)).status).toBe(201);

    const trail = (await service.get(`/v1/audit/trail?thing=commitment-${id}`)).body;
    const { ordinal } = trail.items[0] as { ordinal: number };
    const ready = await service.get('/health/ready');
    expect([ready.status, ready.headers['retry-after']]).toEqual([503, '2']);
    const models = (ready.body as { models: { name: string; status: string }[] }).models;
    expect(models.filter(({ status }) => status !== 'live')).toEqual([
      expect.objectContaining({
        name: 'commitments',
        status: 'stopped',
        ordinal: ordinal - 1,
        stop: expect.objectContaining({ ordinal, eventId }),
      }),
    ]);
    expect((await service.get('/health/live')).status).toBe(200);
  });
});
