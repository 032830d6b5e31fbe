import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Board, inWords } from './support/board-in-words.js';
import { type MarkedTalks, startMarkedTalks, WHO, type Who } from './support/marked-talks.js';

let record: MarkedTalks;
beforeAll(async () => void (record = await startMarkedTalks()));
afterAll(() => record.close());

const ask = (who: Who) => record.get(who, `/v1/negotiations/${record.talks}/board`);
const read = async (who: Who) => inWords((await ask(who)).body as Board);
/** What each of them is told first. */
const headlines = async () =>
  Object.fromEntries(await Promise.all(WHO.map(async (who) => [who, (await read(who)).headline])));

const since = (n: number, day: string) => `Notice ${n} 1: in-force since ${day}`;
const first = (n: number, day: string) => `A provision of China has been in force since ${day}: Notice ${n}.`;
const levelIn = (marking: string): string => /level="([^"]+)"/.exec(marking)![1]!;
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

  it('is not contradicted by the list of negotiations, which has the next meeting, the last event and the counts of each', async () => {
    type Told = Record<string, unknown> & { nextMeeting?: { title: string } };
    const besides = ({ nextMeeting, lastEvent, counts }: Told, { marking }: Record<string, string>) => ({
      nextMeeting: nextMeeting?.title,
      lastEvent,
      counts,
      // Counts tell of things that are not mentioned.
      marking,
    });
    const both = async (who: Who, at = '') => {
      const path = `/v1/negotiations?include=nextMeeting,lastEvent,counts${at}`;
      const list = await record.get(who, path);
      const page = await record.get(who, `/v1/negotiations/${record.talks}?${at}`);
      const [item] = (list.body as { items: Told[] }).items;
      const csv = await record.get(who, path).set('accept', 'text/csv');
      const [row] = csv.text.split('\r\n').slice(1);
      expect(row!.startsWith(`"${levelIn(page.headers['marking']!)}`)).toBe(true);
      return [besides(item!, list.headers), besides(page.body as Told, page.headers)];
    };
    const whoMeets = await Promise.all(
      WHO.map(async (who) => {
        const [item, page] = await both(who);
        expect(item).toEqual(page);
        const [then, thatPage] = await both(who, '&happenedBy=2025-03-31');
        expect(then).toEqual(thatPage);
        expect(then).not.toEqual(item);
        return item!.nextMeeting;
      }),
    );
    expect(whoMeets).toEqual(['A quiet meeting', undefined, undefined]);
  });
  it('has no more in a list of negotiations than was asked for', async () => {
    const list = async (include: string) => {
      const { status, body } = await record.get('ana', `/v1/negotiations?include=${include}`);
      const { items = [], errors } = body as { items?: object[]; errors?: object[] };
      return [status, errors ?? ['nextMeeting', 'lastEvent', 'counts'].filter((name) => name in items[0]!)];
    };
    expect(await list('counts')).toEqual([200, ['counts']]);
    const detail = 'include must be some of nextMeeting, lastEvent, counts, with commas between them.';
    for (const wrong of ['count', 'counts,', 'nextmeeting', '', 'counts;lastEvent'])
      expect(await list(wrong)).toEqual([400, [{ pointer: '/include', code: 'matches', detail }]]);
  });

  it('follows a correction and a voiding, for each of them', async () => {
    await record.putRight(2, 'correct', {
      changes: {
        provisions: [{ provisionId: '1', text: 'Section 1', entersIntoForce: { on: '2025-07-01' } }],
        occurredOn: '2025-07-01',
      },
    });
    const corrected = first(2, '1 July 2025');
    expect(await headlines()).toEqual({ chief: corrected, ana: corrected, ben: corrected });
    await record.putRight(2, 'void', {});
    expect(await headlines()).toEqual({
      chief: first(4, '1 June 2025'),
      ana: first(3, '1 May 2025'),
      ben: first(4, '1 June 2025'),
    });
  });
  it('loses what is raised above its reader, and is not sent again to who never saw it', async () => {
    const { etag } = (await ask('ana')).headers;
    await record.mark(4, { level: 'secret', compartments: ['energy'] });
    expect(await headlines()).toEqual({
      chief: first(4, '1 June 2025'),
      ana: first(3, '1 May 2025'),
      ben: first(1, '1 March 2025'),
    });
    const again = await ask('ana').set('if-none-match', etag!);
    expect(again.status).toBe(304);
  });
});
