import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Board, inWords } from './support/board-in-words.js';
import { Issuer } from './support/issuer.js';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

/** The chief sees everything. Neither of the others sees all that the other one sees. */
const CLEARED = {
  chief: { clearance: 'tres-secret', compartments: ['energy', 'trade'] },
  ana: { clearance: 'secret', compartments: ['trade'] },
  ben: { clearance: 'confidentiel', compartments: ['energy'] },
} as const;
type Who = keyof typeof CLEARED;
const WHO = Object.keys(CLEARED) as readonly Who[];
const tokens = new Map<Who, string>();
let issuer: Issuer;
let service: Running;
let talks: string;
let [china, eu, licences]: string[] = [];
const notices = new Map<number, string>();

const post = async (path: string, body: object) => {
  const answer = await service.as(tokens.get('chief')!).post(path, body).set('if-match', '*');
  expect([path, answer.status, answer.body.code]).toEqual([path, 201, undefined]);
  return answer.body as ReceiptBody;
};
const record = async (kind: string, body: object) => (await post(`/v1/negotiations/${talks}/${kind}`, body)).id;
const ask = (who: Who) => service.as(tokens.get(who)!).get(`/v1/negotiations/${talks}/board`);
const read = async (who: Who) => inWords((await ask(who)).body as Board);
/** What each of them is told first. */
const headlines = async () =>
  Object.fromEntries(await Promise.all(WHO.map(async (who) => [who, (await read(who)).headline])));

const notice = async (n: number, day: string, marking?: object) =>
  notices.set(
    n,
    await record('measures', {
      actorId: china,
      title: `Notice ${n}`,
      instrument: 'export-control',
      provisions: [{ provisionId: '1', text: 'Section 1', entersIntoForce: { on: day } }],
      occurredOn: day,
      ...(marking && { marking }),
    }),
  );
const putRight = async (n: number, verb: string, more: object) => {
  const path = `/v1/measures/${notices.get(n)}`;
  const { eventId } = (await service.as(tokens.get('chief')!).get(path)).body as { eventId: string };
  await post(`${path}/${verb}`, { eventId, reason: 'As the notice has it.', ...more });
};

beforeAll(async () => {
  issuer = await Issuer.start();
  service = await start(undefined, { ...issuer.settings, ADMINISTRATOR: 'chief' });
  for (const who of WHO)
    tokens.set(who, await issuer.token({ subject: who, roles: ['recorder', 'reader', 'auditor'], ...CLEARED[who] }));
  talks = (await post('/v1/negotiations', { title: 'Talks' })).id;
  for (const subject of ['ana', 'ben']) await record('grants', { issuer: issuer.url, subject });
  china = await record('parties', { name: 'China', kind: 'state', role: 'principal' });
  eu = await record('parties', { name: 'European Union', kind: 'regional-organisation', role: 'principal' });
  licences = await record('issues', { title: 'Licences' });
  await notice(1, '2025-03-01');
  await notice(2, '2025-04-01', { level: 'restreint' });
  await notice(3, '2025-05-01', { level: 'secret', compartments: ['trade'] });
  await notice(4, '2025-06-01', { level: 'confidentiel', compartments: ['energy'] });
  await record('positions', {
    partyId: china,
    issueId: licences,
    scope: 'private',
    kind: 'red-line',
    text: 'No general licences',
    occurredOn: '2025-02-01',
    marking: { level: 'confidentiel', compartments: ['trade'] },
  });
  await record('commitments', {
    byIds: [china],
    toIds: [eu],
    text: 'To answer each application',
    due: { on: '2025-08-01' },
    occurredOn: '2025-02-02',
    marking: { level: 'restreint', compartments: ['energy'] },
  });
  await record('meetings', {
    title: 'A quiet meeting',
    planned: { on: '2999-01-01' },
    occurredOn: '2025-02-03',
    marking: { level: 'secret', compartments: ['energy', 'trade'] },
  });
  await record('disputes', {
    about: { kind: 'measure', id: notices.get(3) },
    recordedAccount: 'In May',
    rivalAccount: 'In June',
    occurredOn: '2025-05-02',
    marking: { level: 'secret', compartments: ['trade'] },
  });
});
afterAll(async () => {
  await service.close();
  await issuer.stop();
  remove(service.dataDir);
});

const since = (n: number, day: string) => `Notice ${n} 1: in-force since ${day}`;
const first = (n: number, day: string) => `A provision of China has been in force since ${day}: Notice ${n}.`;
const NOBODY_MEETS = 'No planned meeting is on record.';

describe('the board of a record with four levels and two compartments', () => {
  it('is complete for who sees everything', async () => {
    expect(await read('chief')).toMatchObject({
      headline: first(4, '1 June 2025'),
      next: 'The next meeting is planned for 1 January 2999: A quiet meeting.',
      nextMeeting: 'A quiet meeting: tentative, 2999-01-01',
      measures: [since(1, '2025-03-01'), since(2, '2025-04-01'), since(3, '2025-05-01'), since(4, '2025-06-01')],
      positions: ['China on Licences: red-line, taken 2025-02-01'],
      pledges: ['overdue: To answer each application'],
      disputes: ['In May ≠ In June'],
    });
  });
  it('has what is secret on trade, and nothing of energy, for who is cleared for that', async () => {
    expect(await read('ana')).toMatchObject({
      headline: first(3, '1 May 2025'),
      next: NOBODY_MEETS,
      nextMeeting: 'none',
      measures: [since(1, '2025-03-01'), since(2, '2025-04-01'), since(3, '2025-05-01')],
      positions: ['China on Licences: red-line, taken 2025-02-01'],
      pledges: [],
      disputes: ['In May ≠ In June'],
    });
  });
  it('has what is confidential on energy, and nothing of trade, for who is cleared for that', async () => {
    expect(await read('ben')).toMatchObject({
      headline: first(4, '1 June 2025'),
      next: NOBODY_MEETS,
      nextMeeting: 'none',
      measures: [since(1, '2025-03-01'), since(2, '2025-04-01'), since(4, '2025-06-01')],
      positions: [],
      pledges: ['overdue: To answer each application'],
      disputes: [],
    });
  });
  it('counts what its reader sees, and no more', async () => {
    const counts = async (who: Who) => {
      const {
        counts: { measure, meeting, position, commitment, dispute },
      } = (await ask(who)).body as {
        counts: Record<string, number>;
      };
      return [measure, meeting, position, commitment, dispute];
    };
    expect(await Promise.all(WHO.map(counts))).toEqual([
      [4, 1, 1, 1, 1],
      [3, 0, 1, 0, 1],
      [3, 0, 0, 1, 0],
    ]);
    expect((await ask('ben')).text).not.toMatch(/Notice 3|quiet|red-line|In May/);
    expect((await ask('ana')).text).not.toMatch(/Notice 4|quiet|answer each/);
  });

  it('follows a correction and a voiding, for each of them', async () => {
    await putRight(2, 'correct', {
      changes: {
        provisions: [{ provisionId: '1', text: 'Section 1', entersIntoForce: { on: '2025-07-01' } }],
        occurredOn: '2025-07-01',
      },
    });
    const corrected = first(2, '1 July 2025');
    expect(await headlines()).toEqual({ chief: corrected, ana: corrected, ben: corrected });
    await putRight(2, 'void', {});
    expect(await headlines()).toEqual({
      chief: first(4, '1 June 2025'),
      ana: first(3, '1 May 2025'),
      ben: first(4, '1 June 2025'),
    });
  });
  it('loses what is raised above its reader, and is not sent again to who never saw it', async () => {
    const { etag } = (await ask('ana')).headers;
    await post(`/v1/measures/${notices.get(4)}/mark`, {
      marking: { level: 'secret', compartments: ['energy'] },
      reason: 'A source would show.',
    });
    expect(await headlines()).toEqual({
      chief: first(4, '1 June 2025'),
      ana: first(3, '1 May 2025'),
      ben: first(1, '1 March 2025'),
    });
    const again = await ask('ana').set('if-none-match', etag!);
    expect(again.status).toBe(304);
  });
});
