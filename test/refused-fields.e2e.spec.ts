import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ID } from '../apps/server/src/openapi/examples.js';
import {
  addressOf,
  type Document,
  documentOf,
  examplesOf,
  isPreconditioned,
  routesOf,
  sendExamples,
} from './support/examples.js';
import { remove, type Running, start } from './support/service.js';

let service: Running;
let document: Document;
beforeAll(async () => {
  service = await start();
  document = await documentOf(service);
  await sendExamples(service, document);
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

type Problem = Readonly<{
  code: string;
  errors?: readonly Readonly<{ pointer: string; code: string; detail: string }>[];
}>;
const route = (operationId: string) =>
  routesOf(document).find(({ method, operation }) => method === 'post' && operation.operationId === operationId)!;
const example = (operationId: string) => examplesOf(route(operationId))[0]! as Record<string, unknown>;
/** The refusal of an example with these changes. It is tried, so that nothing is recorded in any case. */
const refusal = async (operationId: string, changes: object, dryRun = true) => {
  const answer = await service
    .post(`${addressOf(route(operationId))}${dryRun ? '?dryRun=true' : ''}`, { ...example(operationId), ...changes })
    .set({ 'if-match': '*' });
  expect([operationId, answer.status >= 400]).toEqual([operationId, true]);
  return answer.body as Problem;
};

const { wang, gill, harmful, eu, brussels } = ID;
const fresh = { id: undefined };
const at = { zone: 'Europe/Brussels', attendance: undefined };
const provision = { provisionId: '9-9', text: 'Licences are needed.' };
const UNKNOWN = '5ba1ad00-0000-4000-8000-00000000dead';

describe('what is refused because of a field', () => {
  it.each<[operationId: string, changes: object, code: string, pointer: string]>([
    ['openNegotiation', {}, 'negotiation-already-recorded', '/id'],
    [
      'describeNegotiation',
      { title: undefined, subject: undefined, description: undefined },
      'nothing-described',
      '/title',
    ],
    ['proposeMeeting', { ...fresh, partyIds: [UNKNOWN] }, 'party-unknown', '/partyIds/0'],
    ['proposeMeeting', { ...fresh, occurredOn: '2999' }, 'occurred-in-the-future', '/occurredOn'],
    ['proposeMeeting', { ...fresh, marking: { level: 'cosmic' } }, 'level-unknown', '/marking/level'],
    [
      'confirmMeeting',
      { marking: undefined, learnedAt: '2999-01-01T00:00:00Z' },
      'learned-in-the-future',
      '/learnedAt',
    ],
    [
      'confirmMeeting',
      { occurredOn: '2025-10-27', learnedAt: '2025-01-01T00:00:00Z' },
      'learned-before-it-happened',
      '/learnedAt',
    ],
    ['holdMeeting', { ...at, start: '2025-10-30T16:00', end: '2025-10-30T09:30' }, 'end-before-start', '/end'],
    [
      'holdMeeting',
      { attendance: [{ representativeId: wang, presence: 'present', replacedById: gill }] },
      'replacement-without-replaced',
      '/attendance/0/replacedById',
    ],
    [
      'holdMeeting',
      { attendance: [gill, wang, wang].map((representativeId) => ({ representativeId, presence: 'absent' })) },
      'attendee-named-twice',
      '/attendance/2/representativeId',
    ],
    [
      'announceDelegation',
      { members: [wang, wang].map((representativeId) => ({ representativeId, coming: 'coming' })) },
      'member-named-twice',
      '/members/1/representativeId',
    ],
    [
      'announceDelegation',
      { headId: wang, members: [{ representativeId: wang, coming: 'not-coming' }] },
      'head-not-coming',
      '/headId',
    ],
    ['makeStatement', { ...fresh, kind: 'private-remark' }, 'private-on-the-record', '/attribution'],
    ['makeStatement', { ...fresh, speakerId: undefined }, 'speaker-missing', '/speakerId'],
    ['proposeMeeting', { ...fresh, reportOf: UNKNOWN }, 'event-unknown', '/reportOf'],
    ['takePosition', { occurredOn: '2024', scale: 101 }, 'scale-out-of-range', '/scale'],
    ['takePosition', { occurredOn: '2024', salience: -1 }, 'salience-out-of-range', '/salience'],
    [
      'takePosition',
      { occurredOn: '2024', evidence: [{ kind: 'party', id: eu }] },
      'evidence-of-wrong-kind',
      '/evidence/0/kind',
    ],
    [
      'announceMeasure',
      { ...fresh, provisions: [provision, provision] },
      'provision-already-recorded',
      '/provisions/1/provisionId',
    ],
    [
      'announceMeasure',
      { ...fresh, provisions: [{ ...provision, entersIntoForce: { on: '2026' }, expires: { on: '2025' } }] },
      'end-before-start',
      '/provisions/0/expires',
    ],
    ['tableProposal', { ...fresh, tabledByIds: [] }, 'tabled-by-nobody', '/tabledByIds'],
    ['tableProposal', { ...fresh, consentOf: [] }, 'consent-of-nobody', '/consentOf'],
    ['tableProposal', { ...fresh, text: undefined, document: undefined }, 'proposal-without-content', '/text'],
    ['makeCommitment', { ...fresh, byIds: [] }, 'commitment-by-nobody', '/byIds'],
    [
      'disputeAccount',
      { ...fresh, recordedAccount: 'as one', rivalAccount: 'as one' },
      'accounts-agree',
      '/rivalAccount',
    ],
    ['correctMeeting', { eventId: UNKNOWN }, 'event-unknown', '/eventId'],
    ['voidMeeting', { eventId: UNKNOWN }, 'event-unknown', '/eventId'],
    ['markMeeting', { marking: { level: 'cosmic' } }, 'level-unknown', '/marking/level'],
  ])('%s with %j: %s at %s', async (operationId, changes, code, pointer) => {
    const { errors } = await refusal(operationId, changes);
    const [first] = errors ?? [];
    // What the schema of the body already refuses has the code of that.
    expect([first?.pointer, [code, first?.code].includes(code)]).toEqual([pointer, true]);
    expect(first?.detail).toMatch(/\S/);
  });

  it('in a correction is a field of the changes', async () => {
    const { body } = await service.get(`/v1/statements/${harmful}`);
    const { eventId } = body as { eventId: string };
    const statement = `/v1/statements/${harmful}`;
    const faults = async (changes: object) => {
      const answer = await service
        .post(`${statement}/correct?dryRun=true`, { eventId, changes, reason: 'So.' })
        .set({ 'if-match': '*' });
      return (answer.body as Problem).errors?.map(({ pointer }) => pointer);
    };
    expect(await faults({ kind: 'private-remark' })).toEqual(['/changes/attribution']);
    expect(await faults({ speakerId: null })).toEqual(['/changes/speakerId']);
    expect(await faults({ verbatim: 'yes' })).toEqual(['/changes/verbatim']);
    expect(await faults({ meetingId: UNKNOWN })).toEqual(['/changes/meetingId']);
    expect(await faults({ occurredOn: '2999' })).toEqual(['/changes/occurredOn']);
    expect(await faults({ id: UNKNOWN })).toEqual(['/changes/id']);
    expect(await faults({ marking: { level: 'secret' } })).toEqual(['/changes/marking']);
    expect(await faults({ reportOf: eventId })).toEqual(['/changes/reportOf']);
    expect(await faults({ verbatim: true })).toEqual(['/changes']);
  });

  it('has the same pointers without a dry run', async () => {
    for (const [operationId, changes] of [
      ['openNegotiation', {}],
      ['takePosition', { occurredOn: '2024', scale: 101 }],
      ['correctMeeting', { eventId: UNKNOWN }],
    ] as const)
      expect((await refusal(operationId, changes, false)).errors).toEqual((await refusal(operationId, changes)).errors);
  });

  it('is pointed to for every field of every command that is wrong in itself', async () => {
    const commands = routesOf(document).filter(({ method, path }) => method === 'post' && !path.endsWith('/batches'));
    expect(commands.length).toBeGreaterThan(75);
    for (const command of commands)
      for (const field of Object.keys(examplesOf(command)[0]!)) {
        const { body, status } = await service
          .post(`${addressOf(command)}?dryRun=true`, {
            ...examplesOf(command)[0],
            [field]: field === 'changes' ? 'none' : { no: { such: 'value' } },
          })
          .set(isPreconditioned(command) ? { 'if-match': '*' } : {});
        const pointers = ((body as Problem).errors ?? []).map(({ pointer }) => pointer);
        const isPointedTo = pointers.some((pointer) => pointer === `/${field}` || pointer.startsWith(`/${field}/`));
        expect([command.path, field, status, isPointedTo]).toEqual([command.path, field, 400, true]);
      }
  });
});

describe('what does not fit its thing', () => {
  it('is pointed to: a meeting that started on another day', async () => {
    const held = { start: '2025-07-23T16:00', zone: 'Asia/Shanghai', occurredOn: '2025-07-24' };
    const answer = await service.post(`/v1/meetings/${ID.summit}/held?dryRun=true`, held).expect(422);
    expect((answer.body as Problem).errors!.map(({ pointer }) => pointer)).toEqual(['/start']);
  });
  it('is pointed to: what refers to itself', async () => {
    const { errors } = await refusal('proposeMeeting', { id: brussels, preparesForId: brussels });
    expect(errors!.map(({ pointer }) => pointer)).toEqual(['/preparesForId']);
  });
});
