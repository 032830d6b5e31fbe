import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openCheckpoint } from '#ledger/checkpoint.js';
import { noteVerifier } from '#ledger/signed-note.js';
import { checkpointStreamOf } from '#ledger/checkpoint-name.js';
import { auditorAt } from './support/auditor.js';
import { Issuer } from './support/issuer.js';
import { type Asked, remove, type Running, start } from './support/service.js';

type Item = { ordinal: number; event: { type: string; stream: string; data: { note: string } } };
const linesOf = async (asked: Asked) => {
  const { text } = await asked.get('/v1/audit/export').buffer().expect(200);
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { index?: number; event?: Item['event']; end?: object });
};
const trailOf = async (asked: Asked, query = '') =>
  ((await asked.get(`/v1/audit/trail?limit=200${query}`).expect(200)).body as { items: Item[] }).items;

describe('the checkpoints in the log', () => {
  let service: Running;
  let issuer: Issuer;
  const { described } = auditorAt(() => service);
  let stream: string;
  let origin: string;
  beforeAll(async () => {
    issuer = await Issuer.start();
    const first = await start();
    await first.post('/v1/negotiations', { title: 'Talks' }).expect(201);
    await first.close();
    service = await start(first.dataDir);
    await service.post('/v1/negotiations', { title: 'More talks' }).expect(201);
    await service.close();
    service = await start(first.dataDir);
    ({ origin } = await described());
    stream = checkpointStreamOf(origin);
  });
  afterAll(async () => {
    await service.close();
    await issuer.stop();
    remove(service.dataDir);
  });

  it('are one for each stop after which there was something new, and none for itself', async () => {
    expect((await trailOf(service)).map(({ event }) => event.type)).toEqual([
      'NegotiationOpened',
      'CheckpointSigned',
      'NegotiationOpened',
      'CheckpointSigned',
    ]);
    await service.close();
    service = await start(service.dataDir);
    expect(await described()).toMatchObject({ size: 4 });
  });

  it('are seen by whoever sees everything, and hold', async () => {
    const items = await trailOf(service, `&thing=${stream}`);
    const { verifierKey } = await described();
    for (const { ordinal, event } of items) {
      const { size } = openCheckpoint(event.data.note, [noteVerifier(verifierKey)]);
      expect(size).toBe(ordinal);
    }
    expect(items).toHaveLength(2);
    expect((await linesOf(service)).filter(({ event }) => event?.type === 'CheckpointSigned')).toHaveLength(2);
    expect((await service.get('/v1/audit/proofs/inclusion?index=1').expect(200)).body).toMatchObject({
      event: { type: 'CheckpointSigned' },
    });
  });

  it('cannot be recorded over HTTP', async () => {
    expect((await service.post('/v1/checkpoints', { note: 'forged' })).status).toBe(404);
  });

  describe('for a caller with a clearance, however high', () => {
    let auditor: Asked;
    beforeAll(async () => {
      await service.close();
      service = await start(service.dataDir, { ...issuer.settings, ADMINISTRATOR: 'ada' });
      const roles = ['auditor', 'recorder', 'administrator'] as const;
      auditor = service.as(
        await issuer.token({ subject: 'ada', name: 'Ada', roles: [...roles], clearance: 'tres-secret' }),
      );
      await auditor.post('/v1/negotiations', { title: 'Talks of Ada' }).expect(201);
    });

    it('are not on the trail', async () => {
      expect((await trailOf(auditor)).map(({ event }) => event.type)).toEqual(['NegotiationOpened']);
      for (const query of [`&thing=${stream}`, '&type=CheckpointSigned', '&recordedBy=ledger'])
        expect(await trailOf(auditor, query)).toEqual([]);
    });
    it('are withheld in an export', async () => {
      const lines = await linesOf(auditor);
      expect(lines.filter(({ event }) => event !== undefined).map(({ event }) => event!.type)).toEqual([
        'NegotiationOpened',
      ]);
      expect(lines.at(-1)).toEqual({ end: { events: 1, withheld: 4 } });
    });
    it('are not opened in a proof', async () => {
      for (const kind of ['inclusion', 'tlog-proof'])
        expect((await auditor.get(`/v1/audit/proofs/${kind}?index=1`)).status).toBe(404);
    });
    it('are in no past state', async () => {
      const asOf = encodeURIComponent(new Date().toISOString());
      expect((await auditor.get(`/v1/negotiations?asOf=${asOf}`).expect(200)).body).toMatchObject({
        items: [{ title: 'Talks of Ada' }],
      });
    });
  });
});
