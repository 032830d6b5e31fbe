import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

let service: Running;
let talks: string;

/** The answer to the clerk: the recorded event, or the code and the sentence of the refusal. */
const tell = async (path: string, body: object = {}) => {
  const answer = await service.post(path, body);
  return told(answer.status, answer.body as object);
};
const putRight = async (path: string, verb: 'correct' | 'void', body: object) => {
  const { headers } = await service.get(path);
  const answer = await service
    .post(`${path}/${verb}`, { reason: 'A slip.', ...body })
    .set('if-match', headers['etag']!);
  return told(answer.status, answer.body as object);
};
const told = (status: number, body: object) => {
  if (status === 201) return { event: (body as ReceiptBody).events[0]!.id };
  const { code, detail } = body as { code: string; detail: string };
  return { refused: [status, code], detail };
};
const voidEvent = (path: string, { event }: { event?: string }) => putRight(path, 'void', { eventId: event });
const correct = (path: string, { event }: { event?: string }, changes: object) =>
  putRight(path, 'correct', { eventId: event, changes });
const RECORDED = { event: expect.any(String) };
const refused = (code: string, ...words: readonly (string | undefined)[]) => ({
  refused: [422, code],
  detail: expect.stringMatching(new RegExp(words.join('.*'))),
});

const open = async (plural: string, body: object) =>
  ((await service.post(`/v1/negotiations/${talks}/${plural}`, body)).body as ReceiptBody).id;
const meeting = async () => `/v1/meetings/${await open('meetings', { title: 'Talks' })}`;

beforeAll(async () => {
  service = await start();
  talks = ((await service.post('/v1/negotiations', { title: 'Talks' })).body as ReceiptBody).id;
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

describe('facts that the clerk learns late', () => {
  it('are recorded at the time when they happened: a meeting that was cancelled twice', async () => {
    const path = await meeting();
    const second = await tell(`${path}/cancel`, { occurredOn: '2025-11-05' });
    const first = { occurredOn: '2025-10-20', reason: 'No room was free.' };
    expect(await tell(`${path}/cancel`, first)).toEqual(
      refused(
        'meeting-cancelled-already-recorded',
        'MeetingCancelled',
        second.event,
        'first record that it was scheduled again',
      ),
    );
    expect(await tell(`${path}/reschedule`, { planned: { on: '2025-11-06' }, occurredOn: '2025-10-25' })).toEqual(
      RECORDED,
    );
    expect(await tell(`${path}/cancel`, first)).toEqual(RECORDED);
    expect(await tell(`${path}/cancel`, { occurredOn: '2025-10-30' })).toEqual(
      refused('meeting-cancelled-already-recorded'),
    );
    expect((await service.get(path)).body).toMatchObject({ status: 'cancelled' });
  });
  it('are earlier than what is on record: a position that a party had taken two years before', async () => {
    const partyId = await open('parties', { name: 'EU', kind: 'regional-organisation', role: 'principal' });
    const about = { partyId, issueId: await open('issues', { title: 'Controls' }), scope: 'public', kind: 'demand' };
    const path = `/v1/negotiations/${talks}/positions`;
    const take = (text: string, occurredOn: string) => tell(path, { ...about, text, occurredOn });
    expect(await take('No controls.', '2013-05-01')).toEqual(RECORDED);
    const now = { status: 'held', text: 'No controls.', kind: 'demand' };
    const before = (await service.get(`${path}?partyId=${partyId}`)).body as { items: { id: string; since: object }[] };
    expect(before.items).toMatchObject([{ now }]);

    expect(await take('Fewer controls.', '2011-05-01')).toEqual(RECORDED);
    const after = (await service.get(`${path}?partyId=${partyId}`)).body as typeof before;
    expect(after.items).toMatchObject([{ now, since: before.items[0]!.since }]);
    const page = `/v1/positions/${after.items[0]!.id}`;
    expect((await service.get(page)).body).toMatchObject({
      history: [
        { text: 'Fewer controls.', occurredOn: '2011-05-01' },
        { text: 'No controls.', occurredOn: '2013-05-01', from: { text: 'Fewer controls.' } },
      ],
    });
    expect((await service.get(`${page}?happenedBy=2012-12-31`)).body).toMatchObject({
      now: { text: 'Fewer controls.' },
    });

    // What was taken on the same day is most likely the same.
    expect(await take('Nothing at all.', '2011-05-01')).toEqual(
      refused('position-taken-already-recorded', 'say when in occurredOn'),
    );
  });
  it('may lie between two others: an issue that was settled before it was reopened and settled again', async () => {
    const path = `/v1/issues/${await open('issues', { title: 'Licences' })}`;
    expect(await tell(`${path}/settle`, { occurredOn: '2025-11-07' })).toEqual(RECORDED);
    expect(await tell(`${path}/reopen`, { occurredOn: '2025-06-01' })).toEqual(RECORDED);
    expect(await tell(`${path}/settle`, { occurredOn: '2025-07-01' })).toEqual(
      refused('issue-settled-already-recorded'),
    );
    expect(await tell(`${path}/settle`, { occurredOn: '2025-05-01' })).toEqual(RECORDED);
    expect((await service.get(path)).body).toMatchObject({ status: 'settled' });
  });
});

describe('a meeting that was held, with clock times only', () => {
  const clock = { start: '2025-05-10T12:00', end: '2025-05-10T13:00', zone: 'Europe/Zurich' };
  /** The day on which it was held, according to its page. */
  const heldOn = async (path: string) => (await service.get(path)).body.held as Record<string, string>;

  it('takes its day from its times, not from the day on which it was learned', async () => {
    const path = await meeting();
    await tell(`${path}/schedule`, { planned: { on: '2025-05-10' }, occurredOn: '2025-05-01' });
    await tell(`${path}/postpone`, { occurredOn: '2025-06-01' });
    const key = { 'idempotency-key': `"${path}"` };
    const held = await service.post(`${path}/held`, clock).set(key);
    expect(held.body.events[0]).toMatchObject({ data: clock, metadata: { occurredOn: '2025-05-10' } });
    const again = await service.post(`${path}/held`, clock).set(key);
    expect([again.status, again.headers['idempotency-replayed'], again.body]).toEqual([201, 'true', held.body]);
    const { history } = (await service.get(path)).body as { history: { type: string }[] };
    expect(history.map(({ type }) => type)).toEqual([
      'MeetingScheduled',
      'MeetingHeld',
      'MeetingPostponed',
      'MeetingProposed',
    ]);
    const status = async (day: string) => (await service.get(`${path}?happenedBy=${day}`)).body.status as string;
    expect(await status('2025-05-31')).toBe('held');
    expect(await status('2025-05-09')).toBe('tentative');
  });
  it('cannot be held on another day than that of its times', async () => {
    const path = await meeting();
    const another = await service.post(`${path}/held`, { ...clock, occurredOn: '2024-05-11' });
    expect(another.body).toMatchObject({
      status: 422,
      code: 'held-on-another-day',
      errors: [{ pointer: '/start', code: 'held-on-another-day' }],
    });
    expect(await tell(`${path}/held`, { ...clock, occurredOn: '2025-05' })).toEqual(RECORDED);
  });
  it('moves with a correction of its clock times, if its day was derived from them', async () => {
    const path = await meeting();
    const held = await tell(`${path}/held`, clock);
    const later = await correct(path, held, { start: '2025-05-11T22:00', end: '2025-05-12T01:00' });
    expect(await heldOn(path)).toMatchObject({ start: '2025-05-11T22:00', occurredOn: '2025-05-11/2025-05-12' });
    expect(await correct(path, held, { occurredOn: '2024-05-11' })).toEqual(
      refused('held-on-another-day', '2025-05-11T22:00', '2024-05-11'),
    );
    expect(await voidEvent(path, later)).toEqual(RECORDED);
    expect(await heldOn(path)).toMatchObject({ start: '2025-05-10T12:00', occurredOn: '2025-05-10' });

    expect(await correct(path, held, { occurredOn: '2025-05' })).toEqual(RECORDED);
    expect(await correct(path, held, { start: '2025-05-09T12:00' })).toEqual(RECORDED);
    expect(await heldOn(path)).toMatchObject({ start: '2025-05-09T12:00', occurredOn: '2025-05' });
    expect(await correct(path, held, { start: '2025-04-30T12:00' })).toEqual(refused('held-on-another-day'));
    expect(await correct(path, held, { summary: 'Talks' })).toEqual(RECORDED);
    expect(await correct(path, held, { start: null, end: null, occurredOn: null })).toEqual(RECORDED);
    expect(await heldOn(path)).not.toHaveProperty('occurredOn');
    expect(await correct(path, held, { start: '2025-05-08T12:00' })).toEqual(RECORDED);
    expect(await heldOn(path)).toMatchObject({ occurredOn: '2025-05-08' });
  });
});

describe('a voiding', () => {
  it('is refused if it leaves a meeting that was cancelled twice in a row', async () => {
    const path = await meeting();
    await tell(`${path}/cancel`, { occurredOn: '2025-10-20' });
    const back = await tell(`${path}/confirm`, { occurredOn: '2025-10-25' });
    const second = await tell(`${path}/cancel`, { occurredOn: '2025-11-05' });
    expect(await voidEvent(path, back)).toEqual(
      refused('record-inconsistent', 'MeetingCancelled', second.event, 'Void or correct MeetingCancelled'),
    );
    expect(await correct(path, back, { occurredOn: '2025-11-25' })).toEqual(
      refused('record-inconsistent', 'MeetingCancelled', second.event),
    );
    expect(await voidEvent(path, second)).toEqual(RECORDED);
    expect(await voidEvent(path, back)).toEqual(RECORDED);
  });
  it('is refused if it restores an end before the start', async () => {
    const path = await meeting();
    const held = await tell(`${path}/held`, { start: '2025-10-30T10:00', end: '2025-10-30T11:00' });
    const end = await correct(path, held, { end: '2025-10-30T13:00' });
    const begin = await correct(path, held, { start: '2025-10-30T12:00' });
    expect(await voidEvent(path, end)).toEqual(
      refused('record-inconsistent', 'MeetingHeld', held.event, 'cannot end at 2025-10-30T11:00'),
    );
    expect(await voidEvent(path, begin)).toEqual(RECORDED);
    expect(await voidEvent(path, end)).toEqual(RECORDED);
  });
  it('is refused if it restores a second holding, unless one is another account of the other', async () => {
    const path = await meeting();
    const held = await tell(`${path}/held`);
    const voiding = await voidEvent(path, held);
    const again = await tell(`${path}/held`);
    expect(await voidEvent(path, voiding)).toEqual(
      refused('record-inconsistent', 'MeetingHeld', again.event, 'Void or correct MeetingHeld'),
    );
    expect(await correct(path, again, { reportOf: held.event })).toEqual(RECORDED);
    expect(await voidEvent(path, voiding)).toEqual(RECORDED);
  });
  it('is refused if it leaves the suspension of a missing provision, and the whole measure can be voided', async () => {
    const china = await open('parties', { name: 'China', kind: 'state', role: 'principal' });
    const provisions = [{ provisionId: '1', text: 'Section 1' }];
    const id = await open('measures', { actorId: china, title: 'No. 61', instrument: 'tariff', provisions });
    const path = `/v1/measures/${id}`;
    const wider = await tell(`${path}/expand`, { provisions: [{ provisionId: '2', text: 'Section 2' }] });
    const suspended = await tell(`${path}/provisions/2/suspend`);
    expect(await voidEvent(path, wider)).toEqual(
      refused('record-inconsistent', 'ProvisionSuspended', suspended.event, 'no provision 2', 'Void or correct'),
    );
    const voided = await voidEvent(path, suspended);
    expect(await voidEvent(path, wider)).toEqual(RECORDED);
    expect(await voidEvent(path, voided)).toEqual(
      refused('record-inconsistent', 'would restore', 'ProvisionSuspended', suspended.event),
    );
    const trail = (await service.get(`/v1/audit/trail?thing=measure-${id}`)).body as { items: { event: object }[] };
    const opening = trail.items
      .map(({ event }) => event as { id: string; type: string })
      .find((e) => e.type === 'MeasureAnnounced');
    expect(await voidEvent(path, { event: opening!.id })).toEqual(RECORDED);
  });
});

describe('two accounts of an event that happens once', () => {
  it('are one fact: the first can be corrected, and either can be voided', async () => {
    const path = await meeting();
    const held = await tell(`${path}/held`, { occurredOn: '2025-10-30' });
    const rumour = await tell(`${path}/held`, { occurredOn: '2025-10-29', reportOf: held.event });
    expect(await correct(path, held, { summary: 'Talks' })).toEqual(RECORDED);
    expect(await correct(path, rumour, { summary: 'Talks' })).toEqual(RECORDED);
    expect(await correct(path, rumour, { reportOf: null })).toEqual(
      refused('record-inconsistent', 'MeetingHeld', held.event, 'This is already recorded'),
    );
    expect(await voidEvent(path, held)).toEqual(RECORDED);
    expect((await service.get(path)).body).toMatchObject({ held: { occurredOn: '2025-10-29' } });
  });
});
