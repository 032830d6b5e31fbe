import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Changes, linesInWords, stillInWords } from './support/changes-in-words.js';
import { type MarkedTalks, startMarkedTalks, WHO, type Who } from './support/marked-talks.js';

let record: MarkedTalks;
/** The state of the log that each of them saw last, before anything below. */
const first = new Map<Who, string>();
beforeAll(async () => {
  record = await startMarkedTalks();
  for (const who of WHO) first.set(who, await now(who));
});
afterAll(() => record.close());

const address = (query: string) => `/v1/negotiations/${record.talks}/changes?${query}`;
const ask = (who: Who, query: string) => record.get(who, address(query));
const read = async (who: Who, query: string) => {
  const answer = await ask(who, query);
  expect([who, query, answer.status]).toEqual([who, query, 200]);
  return answer.body as Changes;
};
const lines = async (who: Who, query: string) => linesInWords(await read(who, query));
/** The Consistency-Token of an answer that somebody gets now. */
const now = async (who: Who) =>
  (await record.get(who, `/v1/negotiations/${record.talks}`)).headers['consistency-token']!;
const each = async (of: (who: Who) => Promise<unknown>) =>
  Object.fromEntries(await Promise.all(WHO.map(async (who) => [who, await of(who)])));

const announced = (names: string, turn = 'not on record → in force') => {
  const count = names.split(/, | and /).length;
  const what = count === 1 ? 'a measure' : `${count} measures`;
  return `[happened] measure: China announced ${what}: ${names}. (${turn})`;
};

describe('what moved on a record with four levels and two compartments', () => {
  it('is what each reader sees, in one line where the same is said', async () => {
    const of = async (who: Who) => {
      const all = await lines(who, 'since=2025-01-01');
      return all.filter((line) => !/ (?:party|issue|negotiation): /.test(line));
    };
    const position = '[happened] position: China took a position on “Licences”. (not on record → red line)';
    const pledge =
      '[happened] commitment: A pledge was made by China. ∴ The pledge “To answer each application” is overdue. (not on record → overdue)';
    const meeting = '[happened] meeting: “A quiet meeting” was proposed. (not on record → planned)';
    const dispute =
      '[happened] dispute: “In May” was contradicted by another account: “In June”. (not on record → open)';
    // Four measures on four days: four sentences, which stand in no common line.
    const measures = [1, 2, 3, 4].map((n) => announced(`Notice ${n}`));
    expect(await each(of)).toEqual({
      chief: [...measures, position, pledge, meeting, dispute].toSorted(),
      ana: [...measures.slice(0, 3), position, dispute].toSorted(),
      ben: [...measures.filter((_, n) => n !== 2), pledge].toSorted(),
    });
  });
  it('counts what its reader sees, also of what did not move, and says their marking', async () => {
    const counted = async (who: Who) => {
      const answer = await read(who, `since=${first.get(who)}`);
      return [answer.counts.lines, ...stillInWords(answer).map((one) => one.split(':')[0])];
    };
    expect(await each(counted)).toEqual({
      chief: [0, 'Notice 1', 'Notice 2', 'Notice 3', 'Notice 4', 'No general licences'],
      ana: [0, 'Notice 1', 'Notice 2', 'Notice 3', 'No general licences'],
      ben: [0, 'Notice 1', 'Notice 2', 'Notice 4'],
    });
    const markingOf = async (who: Who) => (await ask(who, `since=${first.get(who)}`)).headers['marking'];
    expect(await each(markingOf)).toEqual({
      chief: 'level="secret", compartments=("energy" "trade")',
      ana: 'level="secret", compartments=("trade")',
      ben: 'level="confidentiel", compartments=("energy")',
    });
  });

  it('is the same to the byte for who does not see what moved', async () => {
    const before = await each(async (who) => (await ask(who, `since=${first.get(who)}`)).text);
    await record.putRight(3, 'correct', { changes: { title: 'Notice 3, corrected' } });
    const after = await each(async (who) => (await ask(who, `since=${first.get(who)}`)).text);
    expect(after['ben']).toBe(before['ben']);
    const corrected = '[corrected] measure: The record of “Notice 3, corrected” was corrected. (in force → in force)';
    expect(await lines('ana', `since=${first.get('ana')}`)).toEqual([corrected]);
    expect(await lines('chief', `since=${first.get('chief')}`)).toEqual([corrected]);
  });
});

describe('a thing whose marking is lowered', () => {
  it('is newly visible to who sees it now and did not before, and to nobody else', async () => {
    const since = await each(now);
    await record.lower(`/v1/measures/${record.notices.get(4)}`);
    const of = async (who: Who) => lines(who, `since=${since[who]}`);
    expect(await each(of)).toEqual({
      chief: [],
      ana: [
        '[newly-visible] measure: Notice 4: you can see this now, since its marking was lowered. (in force → in force)',
      ],
      ben: [],
    });
    const [line] = (await read('ana', `since=${since['ana']}`)).items;
    const [eventId] = line!.sentences.items[0]!.eventIds;
    expect((await record.get('ana', `/v1/events/${eventId}`)).body).toMatchObject({ type: 'RecordMarked' });
    // As of the answer before, it was as it is marked today: that is no change.
    const [then, later] = [since['ana'], await now('ana')];
    expect(await lines('ana', `since=${first.get('ana')}&asOf=${then}`)).toHaveLength(1);
    expect(await lines('ana', `since=${later}`)).toEqual([]);
  });
});

describe('a thing whose marking is raised out of sight', () => {
  it('is told at neither moment: not its earlier state, and not that it went', async () => {
    const since = await each(now);
    await record.putRight(4, 'correct', { changes: { title: 'Notice 4, with a secret' } });
    const seen = await each(async (who) => (await read(who, `since=${since[who]}`)).counts.lines);
    expect(seen).toEqual({ chief: 1, ana: 1, ben: 1 });
    await record.mark(4, { level: 'secret', compartments: ['energy'] });
    for (const who of ['ana', 'ben'] as const)
      for (const query of [`since=${since[who]}`, `since=${first.get(who)}`, 'since=2025-01-01']) {
        const { text, body } = await ask(who, query);
        expect([who, query, text.includes('Notice 4'), text.includes(record.notices.get(4)!)]).toEqual([
          who,
          query,
          false,
          false,
        ]);
        if (query === `since=${since[who]}`) expect((body as Changes).counts.lines).toBe(0);
      }
    expect(await lines('chief', `since=${since['chief']}`)).toEqual([
      '[corrected] measure: The record of “Notice 4, with a secret” was corrected. (in force → in force)',
    ]);
  });
  it('lets a refusal of moments not tell that something hidden was recorded between them', async () => {
    const one = await now('ben');
    await record.notice(5, '2025-07-01', { level: 'tres-secret' });
    const other = await now('ben');
    // The later answer as the first moment is refused for its time alone, or is the same state for him.
    const { status, body } = await ask('ben', `since=${other}&asOf=${one}`);
    if (status === 200) expect((body as Changes).counts.lines).toBe(0);
    else expect((body as { code: string }).code).toBe('since-after-until');
    expect((await read('ben', `since=${one}&asOf=${other}`)).counts.lines).toBe(0);
  });
});

describe('a negotiation whose marking is lowered', () => {
  it('is newly visible with all that is in it and can be seen', async () => {
    const path = `/v1/negotiations/${record.talks}`;
    await record.post(`${path}/mark`, { marking: { level: 'secret' }, reason: 'As agreed.' });
    expect((await ask('ben', `since=${first.get('ben')}`)).status).toBe(404);
    const hidden = (await record.get('ben', '/v1/negotiations')).headers['consistency-token']!;
    await record.lower(path);
    const { items, counts, notMoved } = await read('ben', `since=${hidden}`);
    expect(new Set(items.map(({ tag }) => tag))).toEqual(new Set(['newly-visible']));
    // The negotiation, two parties, an issue, two notices and a pledge.
    expect([counts.lines, counts.byKind['measure']!.lines, notMoved.measures.items]).toEqual([7, 2, []]);
    // It was visible at the first moment, and is now.
    expect((await read('ben', `since=${first.get('ben')}`)).counts.byTag).toMatchObject({ 'newly-visible': 0 });
  });
});
