import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

let service: Running;
let meeting: string;
const made: string[] = [];
const post = async (path: string, body: object, revision?: number) => {
  const asked = service.post(path, body);
  const answer = await (revision === undefined ? asked : asked.set('if-match', `"${revision}"`)).expect(201);
  const { id, events } = answer.body as ReceiptBody;
  return { id, eventId: events[0]!.id };
};
const putRight = async (verb: 'correct' | 'void', eventId: string, more: object = {}) => {
  const path = `/v1/meetings/${meeting}/${verb}`;
  made.push((await post(path, { eventId, reason: 'A slip.', ...more }, made.length - 1)).eventId);
};

beforeAll(async () => {
  service = await start();
  const talks = await post('/v1/negotiations', { title: 'Talks' });
  const proposed = await post(`/v1/negotiations/${talks.id}/meetings`, { title: 'Cal' });
  meeting = proposed.id;
  made.push(proposed.eventId);
  await putRight('correct', made[0]!, { changes: { title: 'Call' } });
  await putRight('correct', made[0]!, { changes: { title: 'Video call' } });
  await putRight('void', made[2]!);
  await putRight('void', made[3]!);
  await putRight('void', made[1]!);
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

type Place = { event: { id: string }; voided?: true; voidedBy?: string };
type Entry = Place & { correctedBy?: string[]; corrects?: Place; corrections: Place[] };
const trail = async (query = '') =>
  (await service.get(`/v1/audit/trail?thing=meeting-${meeting}${query}`)).body.items as Entry[];
/** The place of an event in the order in which the events were made. */
const n = (id: string | undefined) => (id === undefined ? undefined : made.indexOf(id));
const told = ({ event, voided, voidedBy }: Place) => [n(event.id), voided ?? false, n(voidedBy)];

describe('the trail of a meeting that was corrected, and whose corrections were corrected', () => {
  it('shows next to each event which of its corrections count, and what voided the others', async () => {
    const entries = await trail();
    expect(entries.map((entry) => entry.corrections.map(told))).toEqual([
      [
        [1, true, 5],
        [2, false, undefined],
      ],
      [[5, false, undefined]],
      [[3, true, 4]],
      [[4, false, undefined]],
      [],
      [],
    ]);
    expect(entries.map(({ correctedBy }) => correctedBy?.map(n))).toEqual([
      [2],
      ...Array<undefined>(5).fill(undefined),
    ]);
  });
  it('shows the same on the events themselves and on those that they are about', async () => {
    const entries = await trail();
    expect(entries.map(told)).toEqual([
      [0, false, undefined],
      [1, true, 5],
      [2, false, undefined],
      [3, true, 4],
      [4, false, undefined],
      [5, false, undefined],
    ]);
    expect(entries.map(({ corrects }) => corrects && told(corrects))).toEqual([
      undefined,
      [0, false, undefined],
      [0, false, undefined],
      [2, false, undefined],
      [3, true, 4],
      [1, true, 5],
    ]);
  });
  it('shows the same with any filter', async () => {
    expect((await trail('&type=MeetingProposed')).map(({ corrections }) => corrections.map(told))).toEqual([
      [
        [1, true, 5],
        [2, false, undefined],
      ],
    ]);
  });
  it('is found by its id in upper case, like the meeting', async () => {
    const [upper, lower] = [meeting.toUpperCase(), await trail()];
    expect((await service.get(`/v1/meetings/${upper}`)).status).toBe(200);
    expect((await service.get(`/v1/audit/trail?thing=meeting-${upper}`)).body.items).toEqual(lower);
    expect((await service.get(`/v1/audit/trail?thing=meeting-${upper.slice(1)}`)).status).toBe(400);
  });
});
