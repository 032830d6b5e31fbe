import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { letInByName } from './support/as.js';
import { CHAPTER_1 } from './support/cli.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { recordDossier } from './support/recorded-dossier.js';
import { type ReceiptBody, remove } from './support/service.js';

let service: InProcess;
beforeAll(async () => {
  letInByName();
  service = await startInProcess();
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

type Axis = Readonly<{ first?: string; last?: string; days: readonly Readonly<{ day: string; events: number }>[] }>;
type Moments = Readonly<Record<'happenedBy' | 'knownAt' | 'asOf', Axis>>;
const read = async (id: string, query = '', who = 'chief') =>
  (await service.get(`/v1/negotiations/${id}/moments${query}`).set('x-caller', who).expect(200)).body as Moments;
const total = ({ days }: Axis) => days.reduce((sum, { events }) => sum + events, 0);

describe('the moments of the dossier, as the article of 27 October 2025 tells them', () => {
  let talks: string;
  beforeAll(async () => {
    talks = await recordDossier(service, [CHAPTER_1]);
  });

  it('are 10 facts of that day, 21 with a vague date, and 9 people and parties without one', async () => {
    const { happenedBy } = await read(talks);
    expect(happenedBy).toEqual({
      first: '2025-04-01',
      last: '2025-10-27',
      days: [{ day: '2025-10-27', events: 10 }],
      // In April; since April; from April, or from 1 October, to 27 October; in July; between 1 and 9 October; in the last week.
      fuzzy: [
        { from: '2025-04-01', to: '2025-04-30', events: 5 },
        { from: '2025-05-01', to: '2025-06-30', events: 2 },
        { from: '2025-07-01', to: '2025-07-31', events: 6 },
        { from: '2025-08-01', to: '2025-09-30', events: 2 },
        { from: '2025-10-01', to: '2025-10-09', events: 7 },
        { from: '2025-10-10', to: '2025-10-19', events: 4 },
        { from: '2025-10-20', to: '2025-10-26', events: 9 },
        // With two that happened on that day or at any time before.
        { from: '2025-10-27', to: '2025-10-27', events: 6 },
      ],
      undated: 9,
    });
  });
  it('were all learned on that day, and recorded today', async () => {
    const { knownAt, asOf } = await read(talks);
    const day = '2025-10-27';
    expect(knownAt).toEqual({ first: day, last: day, days: [{ day, events: 40 }] });
    expect(total(asOf)).toBe(40);
  });
  it('are those before that day as of the day before, and there are none before our side knew', async () => {
    const before = await read(talks, '?happenedBy=2025-10-26');
    expect(before.happenedBy.days).toEqual([]);
    expect(total(before.asOf)).toBeLessThan(40);
    const { body } = await service.get(`/v1/negotiations/${talks}/moments?knownAt=2025-10-26`).expect(404);
    expect(body).toMatchObject({ code: 'negotiation-unknown' });
  });
  it('are refused with a parameter that does not exist', async () => {
    expect((await service.get(`/v1/negotiations/${talks}/moments?by=day`)).status).toBe(400);
  });
});

describe('the moments of a record with markings', () => {
  let talks: string;
  let hidden: ReceiptBody;
  const record = async (path: string, body: object) =>
    (await service.post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody;
  const days = async (who: string) =>
    Object.fromEntries((await read(talks, '', who)).happenedBy.days.map(({ day, events }) => [day, events]));
  const happened = async (title: string, occurredOn: string, marking?: object) =>
    record(`/v1/negotiations/${talks}/meetings`, { title, occurredOn, ...(marking && { marking }) });
  beforeAll(async () => {
    talks = (await record('/v1/negotiations', { title: 'Talks', occurredOn: '2025-10-01' })).id;
    await happened('Open', '2025-10-02');
    hidden = await happened('Hidden', '2025-10-03', { level: 'secret' });
    await happened('Of the chief', '2025-10-03', { level: 'tres-secret' });
  });

  it('count for each reader what they may see, and have no day on which they see nothing', async () => {
    expect(await days('chief')).toEqual({ '2025-10-01': 1, '2025-10-02': 1, '2025-10-03': 2 });
    expect(await days('ana')).toEqual({ '2025-10-01': 1, '2025-10-02': 1, '2025-10-03': 1 });
    expect(await days('ben')).toEqual({ '2025-10-01': 1, '2025-10-02': 1 });
  });
  it('are to a reader those of a record without what is hidden', async () => {
    const before = await service.get(`/v1/negotiations/${talks}/moments`).set('x-caller', 'ben');
    await record(`/v1/meetings/${hidden.id}/cancel`, { reason: 'No agreement.', occurredOn: '2025-10-04' });
    const after = await service.get(`/v1/negotiations/${talks}/moments`).set('x-caller', 'ben');
    expect([after.text, after.headers['etag']]).toEqual([before.text, before.headers['etag']]);
  });
  it('follow a marking in both directions', async () => {
    const consent = { reason: 'It is public now.', consent: 'By phone.' };
    await record(`/v1/meetings/${hidden.id}/mark`, { marking: { level: 'public' }, ...consent });
    expect(await days('ben')).toMatchObject({ '2025-10-03': 1, '2025-10-04': 1 });
    await record(`/v1/meetings/${hidden.id}/mark`, { marking: { level: 'secret' }, ...consent });
    expect(await days('ben')).toEqual({ '2025-10-01': 1, '2025-10-02': 1 });
  });
  it('of a negotiation that is hidden are refused like those of one that is unknown', async () => {
    const secret = (await record('/v1/negotiations', { title: 'Secret', marking: { level: 'secret' } })).id;
    const ask = async (id: string) => {
      const { status, body } = await service.get(`/v1/negotiations/${id}/moments`).set('x-caller', 'ben');
      return { status, ...(body as object), instance: undefined };
    };
    expect(await ask(secret)).toEqual(await ask('00000000-0000-4000-8000-000000000000'));
    expect(await ask(secret)).toMatchObject({ status: 404, code: 'negotiation-unknown' });
  });
});
