import { describe, expect, it } from '@jest/globals';
import type { Document } from '../../test/support/examples.js';
import { Coverage } from './coverage.js';
import { planOf } from './plan.js';

const ONE_IN = 7;
const body = (id: string) => ({ content: { 'application/json': { examples: { one: { value: { id } } } } } });
const id = { name: 'id', in: 'path', schema: { example: '5ba1ad00-0000-4000-8000-000000000041' } };
const answer = { responses: { 200: { content: { 'application/json': {}, 'text/csv': {} } } } };
const document = {
  paths: {
    '/v1/meetings': {
      get: {
        ...answer,
        parameters: [
          { name: 'limit', in: 'query' },
          { name: 'asOf', in: 'query' },
        ],
      },
      post: { requestBody: body(id.schema.example) },
    },
    '/v1/meetings/{id}': { get: { ...answer, parameters: [id] } },
    '/v1/meetings/{id}/held': { post: { parameters: [id], requestBody: body('other') } },
    '/v1/feeds/{key}/calendar.ics': {
      get: { ...answer, parameters: [{ name: 'key', in: 'path', schema: { example: 'feed_none' } }] },
    },
    '/v1/notices': { get: answer },
  },
  components: { schemas: {} },
} as unknown as Document;
const TURNS = Array.from({ length: ONE_IN }, (_, turn) => turn);
const SUBJECT = { run: 0, turn: 0, hidden: [], visible: [], moment: '2025-10-27T09:00:00.000Z' };
/** What is hidden varies from one pair to the next. */
const planIn = (turn: number) => {
  const hidden = Array.from({ length: turn % 3 }, (_, n) => `meeting-5ba1ad00-0000-4000-8000-00000000010${n}`);
  return planOf(document, { ...SUBJECT, turn, hidden }, ONE_IN);
};
const coverageOf = (turns: readonly number[], status = 200) => {
  const coverage = new Coverage();
  for (const turn of turns) {
    const { allPages, pages } = planIn(turn);
    coverage.count(document, { all: allPages, asked: pages, statusOf: () => status });
  }
  return coverage;
};

describe('what is asked in each pair', () => {
  it('is, over as many pairs in a row as there are turns, each page once, from whichever pair on', () => {
    const all = planIn(0)
      .allPages.map(({ name }) => name)
      .toSorted();
    expect(all.length).toBeGreaterThan(ONE_IN);
    for (const from of [0, 5, 20]) {
      const asked = TURNS.flatMap((turn) => planIn(from + turn).pages).filter(({ name }) => !name.includes('hidden'));
      expect(asked.map(({ name }) => name).toSorted()).toEqual(all);
    }
  });

  it('has addresses that can be answered, and some that cannot', () => {
    const asked = planIn(0).allPages.map(({ address }) => address);
    expect(asked).toEqual(
      expect.arrayContaining([
        '/v1/feeds/{all}/calendar.ics',
        '/v1/feeds/{talks}/calendar.ics',
        '/v1/feeds/feed_none/calendar.ics',
        '/v1/meetings?limit=3',
        expect.stringMatching(/^\/v1\/meetings\?asOf=/),
        '/v1/meetings/5ba1ad00-0000-4000-8000-00000000dead',
      ]),
    );
    expect(asked).not.toContain('/v1/notices');
  });
});

describe('what was asked over all pairs', () => {
  it('lacks nothing if each pair had its turn', () => {
    const { unasked, unanswered } = coverageOf(TURNS);
    expect([unasked, unanswered]).toEqual([[], []]);
  });

  it('lacks the pages of the turns that never came', () => {
    const { unasked } = coverageOf([0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
    const missed = [5, 6].flatMap((turn) => planIn(turn).pages).filter(({ name }) => !name.includes('hidden'));
    expect(unasked.toSorted()).toEqual(missed.map(({ name }) => name).toSorted());
    expect(unasked).not.toEqual([]);
  });

  it('lacks the routes that only refused, whose pages are asked again', () => {
    const coverage = coverageOf(TURNS, 404);
    expect(coverage.unanswered).toEqual(['/v1/meetings', '/v1/meetings/{id}', '/v1/feeds/{key}/calendar.ics']);
    const { allPages } = planIn(0);
    expect(allPages.filter((page) => coverage.isOwed(page))).toEqual(allPages);
    const { pages } = planOf(document, SUBJECT, ONE_IN, (page) => coverage.isOwed(page));
    expect(pages.map(({ name }) => name).toSorted()).toEqual(allPages.map(({ name }) => name).toSorted());
    const answered = coverageOf(TURNS);
    expect(allPages.filter((page) => answered.isOwed(page))).toEqual([]);
  });
});
