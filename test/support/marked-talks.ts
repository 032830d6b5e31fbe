import { expect } from '@jest/globals';
import { clocksMoved, moveClocks } from './clocks.js';
import { Issuer } from './issuer.js';
import { type ReceiptBody, remove, startAlone } from './service.js';

/** The chief sees everything. Neither of the others sees all that the other one sees. */
const CLEARED = {
  chief: { clearance: 'tres-secret', compartments: ['energy', 'trade'] },
  ana: { clearance: 'secret', compartments: ['trade'] },
  ben: { clearance: 'confidentiel', compartments: ['energy'] },
} as const;
export type Who = keyof typeof CLEARED;
export const WHO = Object.keys(CLEARED) as readonly Who[];

const DAY_MS = 86_400_000;
const NOON = 'T12:00:00Z';
const FIRST_DAY = '2026-03-02';
/** By the clock of the service, a token is valid while the record is made. */
const claims = { iat: Date.parse(`${FIRST_DAY}${NOON}`) / 1_000 - 60, exp: Date.parse('2026-04-30') / 1_000 };

/** A record of four levels and two compartments, made from 2 to 21 March 2026, with three readers. */
export const startMarkedTalks = async () => {
  const issuer = await Issuer.start();
  const clockMoved = Date.parse(`${FIRST_DAY}${NOON}`) - Date.now();
  const service = await startAlone(undefined, {
    ...issuer.settings,
    ...clocksMoved({ clockMoved }),
    OIDC_TOKEN_MAX_AGE_SECONDS: String(claims.exp - claims.iat),
    ADMINISTRATOR: 'chief',
  });
  /** Lets time pass to this day of March. */
  const day = (of: number) => moveClocks(service.process, { timePassed: (of - 2) * DAY_MS });
  const tokens = new Map<Who, string>();
  const roles = ['recorder', 'reader', 'auditor'];
  for (const who of WHO) tokens.set(who, await issuer.token({ subject: who, roles, claims, ...CLEARED[who] }));
  const get = (who: Who, path: string) => service.as(tokens.get(who)!).get(path);
  const dora = { subject: 'dora', roles: ['declassifier', 'reader'], claims, ...CLEARED.chief };
  const declassifier = await issuer.token(dora);
  const post = async (path: string, body: object, token = tokens.get('chief')!) => {
    const answer = await service.as(token).post(path, body).set('if-match', '*');
    expect([path, answer.status, answer.body.code]).toEqual([path, 201, undefined]);
    return answer.body as ReceiptBody;
  };
  const talks = (await post('/v1/negotiations', { title: 'Talks' })).id;
  const tell = (kind: string, body: object) => post(`/v1/negotiations/${talks}/${kind}`, body);
  const record = async (kind: string, body: object) => (await tell(kind, body)).id;

  for (const subject of ['ana', 'ben', 'dora']) await record('grants', { issuer: issuer.url, subject });
  const china = await record('parties', { name: 'China', kind: 'state', role: 'principal' });
  const eu = await record('parties', { name: 'European Union', kind: 'regional-organisation', role: 'principal' });
  const licences = await record('issues', { title: 'Licences' });
  const notices = new Map<number, string>();
  /** The events by which notices were announced. */
  const announced = new Map<number, string>();
  const notice = async (n: number, day: string, marking?: object) => {
    const { id, events } = await tell('measures', {
      actorId: china,
      title: `Notice ${n}`,
      instrument: 'export-control',
      provisions: [{ provisionId: '1', text: 'Section 1', entersIntoForce: { on: day } }],
      occurredOn: day,
      ...(marking && { marking }),
    });
    notices.set(n, id);
    announced.set(n, events[0]!.id);
  };
  await day(3);
  await notice(1, '2025-03-01');
  await day(4);
  await notice(2, '2025-04-01', { level: 'restreint' });
  await day(5);
  await notice(3, '2025-05-01', { level: 'secret', compartments: ['trade'] });
  await day(6);
  await notice(4, '2025-06-01', { level: 'confidentiel', compartments: ['energy'] });
  await day(7);
  await record('positions', {
    partyId: china,
    issueId: licences,
    scope: 'private',
    kind: 'red-line',
    text: 'No general licences',
    occurredOn: '2025-02-01',
    marking: { level: 'confidentiel', compartments: ['trade'] },
  });
  await day(8);
  await record('commitments', {
    byIds: [china],
    toIds: [eu],
    text: 'To answer each application',
    due: { on: '2025-08-01' },
    occurredOn: '2025-02-02',
    marking: { level: 'restreint', compartments: ['energy'] },
  });
  await day(9);
  const quiet = await record('meetings', {
    title: 'A quiet meeting',
    planned: { on: '2999-01-01' },
    occurredOn: '2025-02-03',
    marking: { level: 'secret', compartments: ['energy', 'trade'] },
  });
  await day(10);
  await record('disputes', {
    about: { kind: 'measure', id: notices.get(3) },
    recordedAccount: 'In May',
    rivalAccount: 'In June',
    occurredOn: '2025-05-02',
    marking: { level: 'secret', compartments: ['trade'] },
  });
  return {
    talks,
    china,
    eu,
    licences,
    notices,
    announced,
    quiet,
    day,
    get,
    post,
    record,
    notice,
    /** Corrects or voids the announcement of a notice. */
    putRight: (n: number, verb: string, more: object) => {
      const reason = 'As the notice has it.';
      return post(`/v1/measures/${notices.get(n)}/${verb}`, { eventId: announced.get(n), reason, ...more });
    },
    mark: (n: number, marking: object) =>
      post(`/v1/measures/${notices.get(n)}/mark`, { marking, reason: 'A source would show.' }),
    /** Makes a thing public, as two people decide. */
    lower: async (path: string) => {
      const lowered = { marking: { level: 'public' }, reason: 'It was published.' };
      await post(`${path}/approve-marking`, lowered, declassifier);
      return post(`${path}/mark`, lowered);
    },
    close: async () => {
      await service.close();
      await issuer.stop();
      remove(service.dataDir);
    },
  };
};
export type MarkedTalks = Awaited<ReturnType<typeof startMarkedTalks>>;
