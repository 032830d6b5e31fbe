import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Issuer } from './support/issuer.js';
import { type ReceiptBody, remove, start } from './support/service.js';

type Event = Readonly<{ type: string; revision: number; data: object; metadata: Readonly<{ marking?: object }> }>;
type Result = Readonly<{ status: number; body: Readonly<{ code?: string; events?: readonly Event[] }> }>;
const told = ({ type, revision, data, metadata: { marking } }: Event) =>
  JSON.stringify([type, revision, data, marking]);

describe('a dry run with an id that somebody has chosen', () => {
  it('does not tell whether a hidden thing has it, alone or in a batch', async () => {
    const issuer = await Issuer.start();
    const own = await start(undefined, { ...issuer.settings, ADMINISTRATOR: 'chief' });
    try {
      const tokenOf = (subject: string, clearance: string) =>
        issuer.token({ subject, roles: ['recorder', 'reader'], clearance });
      const chief = own.as(await tokenOf('chief', 'tres-secret'));
      const ben = own.as(await tokenOf('ben', 'restreint'));
      const talks = ((await chief.post('/v1/negotiations', { title: 'Talks' }).expect(201)).body as ReceiptBody).id;
      const list = (plural: string) => `/v1/negotiations/${talks}/${plural}`;
      await chief.post(list('grants'), { issuer: issuer.url, subject: 'ben' }).expect(201);
      const [hidden, free] = [randomUUID(), randomUUID()];
      const party = { name: 'Norway', kind: 'state', role: 'observer' };
      await chief.post(list('parties'), { ...party, id: hidden, marking: { level: 'secret' } }).expect(201);
      const open = { marking: { level: 'restreint' }, reason: 'Among us.' };
      const commands = (id: string) => [
        { path: list('parties'), body: { ...party, id } },
        { path: `/v1/parties/${id}/mark`, body: open, ifMatch: '*' },
        { path: list('issues'), body: { title: 'Fish', raisedById: id } },
        { path: `/v1/parties/${id}/leave`, body: {} },
        { path: `/v1/parties/${id}/leave`, body: {} },
      ];
      const toldOf = async (id: string) => {
        const alone = await ben.post(`${list('parties')}?dryRun=true`, { ...party, id });
        const together = await ben.post('/v1/batches?dryRun=true', commands(id) as never).expect(200);
        return [alone as Result, ...(together.body as Result[])].map(({ status, body }) => [
          status,
          body.events?.map((event) => told(event).replaceAll(id, 'id')) ?? body.code,
        ]);
      };
      const answers = await toldOf(hidden);
      expect(answers).toEqual(await toldOf(free));
      expect(answers.map(([status]) => status)).toEqual([200, 200, 200, 200, 200, 422]);
      // To somebody who may see it, it is taken.
      await chief.post(`${list('parties')}?dryRun=true`, { ...party, id: hidden }).expect(422);
      await ben.post(list('parties'), { ...party, id: hidden }).expect(422);
    } finally {
      await own.close();
      remove(own.dataDir);
      await issuer.stop();
    }
  });
});
