import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStore } from '#event-store/event-store.js';
import { seal } from '#ledger/seal.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { remove } from './support/service.js';

let service: InProcess;
beforeAll(async () => {
  service = await startInProcess();
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

const recorded = async (path: string, body: object) => {
  const { status, body: receipt } = await service.post(path, body);
  expect([path, status]).toEqual([path, 201]);
  return (receipt as { id: string }).id;
};
/** As a newer version of the service would. */
const recordUnknown = async (stream: string, negotiationId: string) => {
  const metadata = JSON.stringify({ schemaVersion: 1, negotiationId, commandId: randomUUID() });
  const event = { id: randomUUID(), type: 'ThingInvented', data: '{}', metadata };
  const sealed = { ...event, ...seal({ ...event, stream, revision: 1 }) };
  await service.app.get(EventStore).append(stream, [sealed], { expected: 0 });
};

describe('an event of a newer version of the service', () => {
  it('refuses commands on its thing with what to do, and on no other thing of the negotiation', async () => {
    const negotiation = await recorded('/v1/negotiations', { title: 'Talks' });
    const [party, other] = [
      await recorded(`/v1/negotiations/${negotiation}/parties`, { name: 'A', kind: 'state', role: 'principal' }),
      await recorded(`/v1/negotiations/${negotiation}/parties`, { name: 'B', kind: 'state', role: 'principal' }),
    ];
    await recordUnknown(`party-${party}`, negotiation);
    await recordUnknown(`negotiation-${negotiation}`, negotiation);
    for (const path of [`/v1/parties/${party}/leave`, `/v1/negotiations/${negotiation}/suspend`]) {
      const refused = await service.post(path, { reason: 'It ran out.' });
      expect([path, refused.status, refused.body.code]).toEqual([path, 503, 'event-unknown-to-this-version']);
      expect(refused.body.detail).toContain('upgrade this instance');
      expect(refused.headers['retry-after']).toBe('60');
    }
    await recorded(`/v1/parties/${other}/leave`, { reason: 'It ran out.' });
    await recorded(`/v1/negotiations/${negotiation}/issues`, { title: 'Licences' });
  });
});
