import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Board, inWords as boardInWords } from './support/board-in-words.js';
import * as inWords from './support/routes-in-words.js';
import { type MarkedTalks, startMarkedTalks, WHO, type Who } from './support/marked-talks.js';

let record: MarkedTalks;
beforeAll(async () => void (record = await startMarkedTalks()));
afterAll(() => record.close());

const ask = (who: Who) => record.get(who, `/v1/negotiations/${record.talks}/board`);
const read = async (who: Who) => boardInWords((await ask(who)).body as Board);
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
    await record.day(11);
    await record.putRight(2, 'correct', {
      changes: {
        provisions: [{ provisionId: '1', text: 'Section 1', entersIntoForce: { on: '2025-07-01' } }],
        occurredOn: '2025-07-01',
      },
    });
    const corrected = first(2, '1 July 2025');
    expect(await headlines()).toEqual({ chief: corrected, ana: corrected, ben: corrected });
    await record.day(12);
    await record.putRight(2, 'void', {});
    expect(await headlines()).toEqual({
      chief: first(4, '1 June 2025'),
      ana: first(3, '1 May 2025'),
      ben: first(4, '1 June 2025'),
    });
  });
  it('loses what is raised above its reader, and is not sent again to who never saw it', async () => {
    await record.day(13);
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

describe('each other route that a screen asks, of the record as it was put right and marked again', () => {
  let round: string;
  /** What stands in an answer only for who may see it. */
  const hidden = { chief: [] as string[], ana: [] as string[], ben: [] as string[] };
  beforeAll(async () => {
    const { china, eu, licences, notices, announced, record: tell, day, lower } = record;
    await day(14);
    const plan = { title: 'Open round', partyIds: [china, eu], issueIds: [licences], planned: { on: '2026-04-10' } };
    round = await tell('meetings', { ...plan, occurredOn: '2026-03-14' });
    await day(15);
    const [ofTrade, ofEnergy] = ['trade', 'energy'].map((one) => ({ level: 'confidentiel', compartments: [one] }));
    const wu = await tell('representatives', { name: 'Wu Ming', kind: 'person', partyId: china, marking: ofTrade });
    await day(16);
    const remark = { kind: 'private-remark', attribution: 'background', verbatim: false };
    const said = { ...remark, partyId: china, issueIds: [licences] };
    const trade = { ...said, speakerId: wu, text: 'Licences will take a month.', marking: ofTrade };
    await tell('statements', { ...trade, occurredOn: '2026-03-11', learnedAt: '2026-03-12T09:00:00Z' });
    await day(17);
    const energy = { ...said, text: 'Licences for gas are next.', marking: ofEnergy };
    await tell('statements', { ...energy, occurredOn: '2026-03-13' });
    await day(19);
    await lower(`/v1/measures/${notices.get(3)}`);
    await day(21);
    const fourth = ['Notice 4', 'quiet', notices.get(4)!, announced.get(4)!];
    hidden.ana.push(...fourth, 'answer each', 'gas');
    hidden.ben.push(...fourth, 'general licences', 'red-line', 'In May', 'In June', 'Wu', wu, 'month');
  });

  const saidTo = async (who: Who, moment: string) => {
    const texts: string[] = [];
    // A refusal has the address that was asked for.
    const told = ({ text }: { text: string }) => texts.push(text.replace(/"instance":"[^"]*"/, ''));
    const get = (path: string) => record.get(who, path).on('response', told);
    const reading = { get, id: record.talks, moment };
    const said = {
      moments: await inWords.momentsInWords(reading),
      second: await inWords.eventInWords(reading, record.announced.get(2)!),
      fourth: await inWords.eventInWords(reading, record.announced.get(4)!),
      ...(await inWords.briefInWords(reading, round)),
      from: await inWords.meetingsInWords(reading, 'from=2026-04-01'),
      licences: await inWords.searchInWords(reading, 'licences'),
      list: await inWords.listedInWords(reading),
      names: await inWords.namesInWords(reading),
      calendar: await inWords.calendarInWords(reading),
      csv: await inWords.rowsInWords(reading, 'measures', ['title']),
    };
    expect(await inWords.calendarInWords(reading, '/v1/calendar.ics')).toBe(said.calendar);
    expect(await inWords.activityInWords(reading)).toBe('the last of the timeline');
    expect(texts.length).toBeGreaterThan(10);
    expect(hidden[who].filter((words) => texts.some((text) => text.includes(words)))).toEqual([]);
    return said;
  };

  const NOTICE = (n: number) => `China announced an export control: “Notice ${n}”`;
  const NO_BRIEF = { brief: 'meeting-unknown', from: 'none' };
  /** At each moment: what is said to the chief, and to the others where that differs. */
  const MOMENTS = [
    [
      'today',
      '',
      {
        moments: '10 dated to 2026-03-14, 15 learned to 2026-03-17, 18 recorded',
        second: `${NOTICE(2)}; voided`,
        fourth: NOTICE(4),
        brief: 'tentative',
        meeting: 'proposed',
        coming: 'no word on China, no word on European Union',
        positions: 'China: red-line, no position, no lastMeeting',
        measures: '1 in-force 2025-03-01, 1 in-force 2025-05-01, 1 in-force 2025-06-01',
        pledges: 'overdue',
        statements: '2',
        disputes: '1',
        from: 'Open round tentative, A quiet meeting tentative',
        licences: 'statement 2026-03-13, statement 2026-03-11, issue 2026-03-02, position 2025-02-01',
        list: 'exploratory; next Open round; last MeetingProposed 2026-03-14; 2 party, 1 representative, 1 issue, 2 meeting, 2 statement, 1 position, 3 measure, 1 commitment, 1 dispute',
        names: 'China, European Union, Wu Ming',
        calendar: '2026-04-10 TENTATIVE Open round, 2999-01-01 TENTATIVE [secret / energy / trade] A quiet meeting',
        csv: 'Notice 1, Notice 3, [secret / energy] Notice 4',
      },
      {
        moments: '6 dated to 2026-03-14, 11 learned to 2026-03-15, 14 recorded',
        fourth: 'event-unknown',
        measures: '1 in-force 2025-03-01, 1 in-force 2025-05-01',
        pledges: 'none',
        statements: '1',
        from: 'Open round tentative',
        licences: 'statement 2026-03-11, issue 2026-03-02, position 2025-02-01',
        list: 'exploratory; next Open round; last MeetingProposed 2026-03-14; 2 party, 1 representative, 1 issue, 1 meeting, 1 statement, 1 position, 2 measure, 1 dispute',
        calendar: '2026-04-10 TENTATIVE Open round',
        csv: 'Notice 1, Notice 3',
      },
      {
        moments: '5 dated to 2026-03-14, 9 learned to 2026-03-17, 12 recorded',
        fourth: 'event-unknown',
        positions: 'no position, no position, no redLine, no lastMeeting',
        measures: '1 in-force 2025-03-01, 1 in-force 2025-05-01',
        statements: '1',
        disputes: '0',
        from: 'Open round tentative',
        licences: 'statement 2026-03-13, issue 2026-03-02',
        list: 'exploratory; next Open round; last MeetingProposed 2026-03-14; 2 party, 1 issue, 1 meeting, 1 statement, 2 measure, 1 commitment',
        names: 'China, European Union',
        calendar: '2026-04-10 TENTATIVE Open round',
        csv: 'Notice 1, Notice 3',
      },
    ],
    [
      'on 7 March, before anything was put right',
      'asOf=2026-03-07',
      {
        ...NO_BRIEF,
        moments: '5 dated to 2025-06-01, 9 learned to 2026-03-07, 9 recorded',
        second: NOTICE(2),
        fourth: NOTICE(4),
        licences: 'issue 2026-03-02, position 2025-02-01',
        list: 'exploratory; next none; last MeasureAnnounced 2025-06-01; 2 party, 1 issue, 1 position, 4 measure',
        names: 'China, European Union',
        calendar: 'empty',
        csv: 'Notice 1, [restreint] Notice 2, Notice 3, [secret / energy] Notice 4',
      },
      {
        moments: '4 dated to 2025-05-01, 8 learned to 2026-03-07, 8 recorded',
        fourth: 'event-unknown',
        list: 'exploratory; next none; last MeasureAnnounced 2025-05-01; 2 party, 1 issue, 1 position, 3 measure',
        csv: 'Notice 1, [restreint] Notice 2, Notice 3',
      },
      {
        // Notice 3 was marked above his clearance on that day, and is public today.
        moments: '3 dated to 2025-05-01, 7 learned to 2026-03-05, 7 recorded',
        fourth: 'event-unknown',
        licences: 'issue 2026-03-02',
        list: 'exploratory; next none; last MeasureAnnounced 2025-05-01; 2 party, 1 issue, 3 measure',
        csv: 'Notice 1, [restreint] Notice 2, Notice 3',
      },
    ],
    [
      'on 11 March, when the second notice was corrected and not yet voided',
      'asOf=2026-03-11',
      {
        ...NO_BRIEF,
        moments: '8 dated to 2025-07-01, 12 learned to 2026-03-10, 13 recorded',
        second: `${NOTICE(2)}; corrected`,
        fourth: NOTICE(4),
        from: 'A quiet meeting tentative',
        licences: 'issue 2026-03-02, position 2025-02-01',
        list: 'exploratory; next A quiet meeting; last MeasureAnnounced 2025-07-01; 2 party, 1 issue, 1 meeting, 1 position, 4 measure, 1 commitment, 1 dispute',
        names: 'China, European Union',
        calendar: '2999-01-01 TENTATIVE [secret / energy / trade] A quiet meeting',
        csv: 'Notice 1, Notice 3, [secret / energy] Notice 4, [restreint] Notice 2',
      },
      {
        moments: '5 dated to 2025-07-01, 9 learned to 2026-03-10, 10 recorded',
        fourth: 'event-unknown',
        from: 'none',
        list: 'exploratory; next none; last MeasureAnnounced 2025-07-01; 2 party, 1 issue, 1 position, 3 measure, 1 dispute',
        calendar: 'empty',
        csv: 'Notice 1, Notice 3, [restreint] Notice 2',
      },
      {
        moments: '4 dated to 2025-07-01, 8 learned to 2026-03-08, 9 recorded',
        fourth: 'event-unknown',
        from: 'none',
        licences: 'issue 2026-03-02',
        list: 'exploratory; next none; last MeasureAnnounced 2025-07-01; 2 party, 1 issue, 3 measure, 1 commitment',
        calendar: 'empty',
        csv: 'Notice 1, Notice 3, [restreint] Notice 2',
      },
    ],
    [
      // The remark of 11 March was learned on the 12th, and recorded on the 16th; who made it has a name since the 15th.
      'as known on 12 March',
      'knownAt=2026-03-12',
      {
        ...NO_BRIEF,
        moments: '8 dated to 2026-03-11, 12 learned to 2026-03-12, 15 recorded',
        second: `${NOTICE(2)}; voided`,
        fourth: NOTICE(4),
        from: 'A quiet meeting tentative',
        licences: 'statement 2026-03-11, issue 2026-03-02, position 2025-02-01',
        list: 'exploratory; next A quiet meeting; last StatementMade 2026-03-11; 2 party, 1 representative, 1 issue, 1 meeting, 1 statement, 1 position, 3 measure, 1 commitment, 1 dispute',
        names: 'China, European Union, Wu Ming',
        calendar: '2999-01-01 TENTATIVE [secret / energy / trade] A quiet meeting',
        csv: 'Notice 1, Notice 3, [secret / energy] Notice 4',
      },
      {
        moments: '5 dated to 2026-03-11, 9 learned to 2026-03-12, 12 recorded',
        fourth: 'event-unknown',
        from: 'none',
        list: 'exploratory; next none; last StatementMade 2026-03-11; 2 party, 1 representative, 1 issue, 1 statement, 1 position, 2 measure, 1 dispute',
        calendar: 'empty',
        csv: 'Notice 1, Notice 3',
      },
      {
        moments: '3 dated to 2025-05-01, 7 learned to 2026-03-08, 10 recorded',
        fourth: 'event-unknown',
        from: 'none',
        licences: 'issue 2026-03-02',
        list: 'exploratory; next none; last MeasureAnnounced 2025-05-01; 2 party, 1 issue, 2 measure, 1 commitment',
        names: 'China, European Union',
        calendar: 'empty',
        csv: 'Notice 1, Notice 3',
      },
    ],
    [
      // The EU is named by the pledge alone, and the issue by the position alone.
      'of what had happened by the end of March 2025',
      'happenedBy=2025-03-31',
      {
        ...NO_BRIEF,
        moments: '4 dated to 2025-03-01, 4 learned to 2026-03-09, 4 recorded',
        second: 'event-unknown',
        fourth: 'event-unknown',
        from: 'A quiet meeting tentative',
        licences: 'issue 2026-03-02, position 2025-02-01',
        list: 'exploratory; next A quiet meeting; last MeasureAnnounced 2025-03-01; 2 party, 1 issue, 1 meeting, 1 position, 1 measure, 1 commitment',
        names: 'China, European Union',
        calendar: '2999-01-01 TENTATIVE [secret / energy / trade] A quiet meeting',
        csv: 'Notice 1',
      },
      {
        moments: '2 dated to 2025-03-01, 2 learned to 2026-03-07, 2 recorded',
        from: 'none',
        list: 'exploratory; next none; last MeasureAnnounced 2025-03-01; 1 party, 1 issue, 1 position, 1 measure',
        names: 'China',
        calendar: 'empty',
      },
      {
        moments: '2 dated to 2025-03-01, 2 learned to 2026-03-08, 2 recorded',
        from: 'none',
        licences: 'nothing',
        list: 'exploratory; next none; last MeasureAnnounced 2025-03-01; 2 party, 1 measure, 1 commitment',
        calendar: 'empty',
      },
    ],
  ] as const;
  it.each(MOMENTS)('says %s what each of them may see, and nothing else', async (_, moment, chief, ana, ben) => {
    expect(await saidTo('chief', moment)).toEqual(chief);
    expect(await saidTo('ana', moment)).toEqual({ ...chief, ...ana });
    expect(await saidTo('ben', moment)).toEqual({ ...chief, ...ben });
  });

  it('says the marking of what is in each answer, in its header and in its content', async () => {
    const paths = {
      moments: `/v1/negotiations/${record.talks}/moments`,
      event: `/v1/events/${record.announced.get(3)}`,
      brief: `/v1/meetings/${round}/brief`,
      meetings: '/v1/meetings?from=2026-04-01',
      search: '/v1/search?q=licences',
      list: '/v1/negotiations?include=counts',
      names: `/v1/negotiations/${record.talks}/names`,
    };
    const markings = async (who: Who) => {
      const found: Record<string, string> = {};
      for (const [name, path] of Object.entries(paths)) {
        const { headers, body } = await record.get(who, path);
        const { level, compartments = [] } = (body as { marking: { level: string; compartments?: string[] } }).marking;
        const inside = compartments.map((one) => `"${one}"`).join(' ');
        const header = `level="${level}"${inside === '' ? '' : `, compartments=(${inside})`}`;
        expect([who, name, headers['marking']]).toEqual([who, name, header]);
        found[name] = [level, ...compartments].join(' / ');
      }
      return found;
    };
    const all = (marking: string) => ({ moments: marking, brief: marking, list: marking });
    expect(await markings('chief')).toEqual({
      ...all('secret / energy / trade'),
      event: 'public',
      meetings: 'secret / energy / trade',
      search: 'confidentiel / energy / trade',
      names: 'confidentiel / trade',
    });
    expect(await markings('ana')).toEqual({
      ...all('secret / trade'),
      event: 'public',
      meetings: 'public',
      search: 'confidentiel / trade',
      names: 'confidentiel / trade',
    });
    expect(await markings('ben')).toEqual({
      ...all('confidentiel / energy'),
      event: 'public',
      meetings: 'public',
      search: 'confidentiel / energy',
      names: 'public',
    });
  });
  it('says in the header of what leaves the service how it is marked', async () => {
    const headers = async (who: Who) => {
      const of = async (path: string, accept: string) =>
        (await record.get(who, `/v1/${path}`).set('accept', accept)).headers['marking'];
      const [calendar, measures] = ['calendar.ics', `negotiations/${record.talks}/measures`];
      return [await of(calendar, 'text/calendar'), await of(measures, 'text/csv')];
    };
    expect(await headers('chief')).toEqual([
      'level="secret", compartments=("energy" "trade")',
      'level="secret", compartments=("energy")',
    ]);
    for (const who of ['ana', 'ben'] as const)
      expect([who, ...(await headers(who))]).toEqual([who, 'level="public"', 'level="public"']);
  });
  it('answers for what is hidden as for what was never recorded', async () => {
    const refusal = async (who: Who, path: string) => {
      const { status, body } = await record.get(who, path);
      return { status, ...(body as object), instance: undefined };
    };
    const never = '00000000-0000-4000-8000-000000000000';
    for (const who of ['ana', 'ben'] as const) {
      const { status, ...unknown } = await refusal(who, `/v1/events/${never}`);
      expect([who, status]).toEqual([who, 404]);
      expect(await refusal(who, `/v1/events/${record.announced.get(4)}`)).toEqual({ status, ...unknown });
      expect(await refusal(who, `/v1/meetings/${record.quiet}/brief`)).toEqual(
        await refusal(who, `/v1/meetings/${never}/brief`),
      );
    }
  });
});
