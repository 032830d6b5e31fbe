import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Projector } from '#read-models/projector/projector.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { type ReceiptBody, remove } from './support/service.js';

let service: InProcess;
let talks: string;
/** Meetings from before the views fall behind. Of the second one, nothing is recorded later. */
let called: ReceiptBody;
let held: ReceiptBody;
let later: { token: string; events: string[] };

const record = async (path: string, body: object): Promise<ReceiptBody & { token: string }> => {
  const { body: receipt, headers } = await service.post(path, body).expect(201);
  return { ...(receipt as ReceiptBody), token: headers['consistency-token']! };
};
/** Without a Consistency-Token. */
const plainly = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${service.url}${path}`, { headers });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const codeOf = ({ status, text }: Awaited<ReturnType<typeof plainly>>) => [status, JSON.parse(text).code as string];

beforeAll(async () => {
  service = await startInProcess();
  talks = (await record('/v1/negotiations', { title: 'Talks' })).id;
  called = await record(`/v1/negotiations/${talks}/meetings`, { title: 'A call' });
  held = await record(`/v1/negotiations/${talks}/meetings`, { title: 'Talks in Brussels' });
  await service.get('/v1/negotiations').expect(200);
  const projector = service.app.get(Projector);
  const reached = projector.projected;
  // The views have more than that, as far as nobody asks what they have.
  jest.spyOn(projector, 'ordinalOf').mockReturnValue(reached);
  jest.spyOn(projector, 'until').mockImplementation(async (ordinal) => ordinal <= reached);
  const cancelled = await record(`/v1/meetings/${called.id}/cancel`, { reason: 'No agreement.' });
  const opened = await record(`/v1/negotiations/${talks}/issues`, { title: 'Licences' });
  later = { token: opened.token, events: [cancelled, opened].map(({ events }) => events.at(-1)!.id) };
  const asOf = `/v1/audit/trail?asOf=${opened.token}`;
  while (!(await plainly(asOf)).text.includes(later.events.at(-1)!));
});
afterAll(async () => {
  jest.restoreAllMocks();
  await service.close();
  remove(service.dataDir);
});

describe('what is found in the index of the log while the views fall behind', () => {
  const lists = () => [`/v1/negotiations/${talks}/events`, '/v1/audit/trail', `/v1/audit/trail?negotiationId=${talks}`];

  it('is told up to what they have, and is the same as of that answer', async () => {
    for (const path of [...lists(), `/v1/audit/trail?thing=meeting-${held.id}`, `/v1/events/${held.events[0]!.id}`]) {
      const now = await plainly(path);
      expect([path, now.status]).toEqual([path, 200]);
      expect(now.text).toContain(held.events[0]!.id);
      for (const id of later.events) expect(now.text).not.toContain(id);
      const asOf = `asOf=${now.headers.get('consistency-token')}`;
      const then = await plainly(`${path}${path.includes('?') ? '&' : '?'}${asOf}`);
      expect([path, then.text]).toEqual([path, now.text]);
      const again = await plainly(path, { 'if-none-match': now.headers.get('etag')! });
      expect([path, again.status]).toEqual([path, 304]);
    }
  });
  it('is waited for if a Consistency-Token names more, or the thing that it is about has more', async () => {
    const notYet = [503, 'not-yet-projected'];
    for (const path of lists())
      expect(codeOf(await plainly(path, { 'consistency-token': later.token }))).toEqual(notYet);
    for (const path of [
      `/v1/audit/trail?thing=meeting-${called.id}`,
      `/v1/events/${called.events[0]!.id}`,
      `/v1/events/${later.events[0]}`,
    ])
      expect([path, ...codeOf(await plainly(path))]).toEqual([path, ...notYet]);
  });
  it('is not found at once if it is not on record', async () => {
    const nobodys = '00000000-0000-4000-8000-000000000000';
    expect(codeOf(await plainly(`/v1/negotiations/${nobodys}/events`))).toEqual([404, 'negotiation-unknown']);
    expect(codeOf(await plainly(`/v1/events/${nobodys}`))).toEqual([404, 'event-unknown']);
  });
  it('is told with the rest once they have that', async () => {
    const before = new Map<string, string>();
    for (const path of lists()) before.set(path, (await plainly(path)).headers.get('etag')!);
    jest.restoreAllMocks();
    for (const path of lists()) {
      const now = await plainly(path, { 'if-none-match': before.get(path)! });
      expect([path, now.status]).toEqual([path, 200]);
      for (const id of later.events) expect(now.text).toContain(id);
    }
  });
});
