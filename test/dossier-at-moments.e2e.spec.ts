import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Board, inWords as boardInWords } from './support/board-in-words.js';
import { loadDossier, type LoadedDossier } from './support/loaded-dossier.js';
import { HAPPENED, KNOWN, RECORDED, short, whole } from './support/routes-at-moments.js';
import * as inWords from './support/routes-in-words.js';

let dossier: LoadedDossier;
beforeAll(async () => void (dossier = await loadDossier()));
afterAll(() => dossier.close());

const ask = (query: string, language = 'en') =>
  dossier.service.get(`/v1/negotiations/${dossier.id}/board?${query}`).set('accept-language', language);
const read = async (query: string) => {
  const answer = await ask(query);
  expect([query, answer.status]).toEqual([query, 200]);
  return boardInWords(answer.body as Board);
};

const APRIL = 'No. 18 licensing: in-force since 2025-04-04';
const NO_MEETING = 'No planned meeting is on record.';
const SUMMIT = 'Summit between the EU and China';
const CALL = 'Conversation of Šefčovič with China’s trade minister';
const CONTACT = 'Preliminary contact between the teams';
const BRUSSELS = 'High-level technical talks in Brussels';
const FRIDAY = 'Video call on Friday';
const OCTOBER = [
  'No. 61 1-3, No. 62 all: in-force since 2025-10-09',
  'No. 55 all, No. 56 all, No. 57 all, No. 58 all: not-yet until 2025-11-07',
  'No. 61 1-1, No. 61 1-2: not-yet until 2025-11-30',
];
const SUSPENDED = [
  'No. 61 1-3, No. 62 all: suspended since 2025-11-07 until 2026-11-10',
  'No. 55 all, No. 56 all, No. 57 all, No. 58 all: suspended since 2025-11-07 until 2026-11-10',
  'No. 61 1-1, No. 61 1-2: suspended since 2025-11-07 until 2026-11-10',
  'No. 70 suspension: in-force since 2025-11-07 until 2026-11-10',
];
const IN_FORCE_AGAIN = [
  'No. 61 1-3, No. 62 all: in-force since 2026-11-11 ∴',
  'No. 55 all, No. 56 all, No. 57 all, No. 58 all: in-force since 2026-11-11 ∴',
  'No. 61 1-1, No. 61 1-2: in-force since 2026-11-11 ∴',
  'No. 70 suspension: expired since 2026-11-11 ∴',
];
const DEMAND = 'China on Controls: demand, taken 2025-04';
const HARDENED = 'China on Controls: demand, hardened 2025-10-0X';
const SOFTENED = 'China on Controls: offer, softened 2025-11-07';
const EU = [
  'European Union on Controls: reservation, maintained 2025-10-20/2025-10-26',
  'European Union on Stable: demand, taken 2025-10-01/2025-10-27',
];
const SUPPLY = 'open: An “upgraded export supply mechanism”';
const DIALOGUE = 'open: To establish a dialogue to resolve the crisis';
const SAID_ON_DIALOGUE = `${DIALOGUE}; last word 2025-10-27`;
const MEMBERS =
  'Gill, 27 October: Wang is not part of it. ≠ Reports of the call of 21 October: an invitation to Brussels is “accepted”.';
const WEEKS = 'Thursday ≠ in the coming weeks';
const TOMORROW = 'Oct. 30 ≠ tomorrow';
const ORIGIN =
  'That the suspension applies to the EU came from the meeting in Brussels. ≠ It came from a video call on Friday.';
const FIGURES = 'Licence applications dealt with: just over half ≠ only half';

const IN_FORCE_SINCE_APRIL = 'A provision of China has been in force since 4 April 2025: MOFCOM No. 18.';
const TWO_OF_OCTOBER =
  '2 provisions of China have been in force since 9 October 2025: MOFCOM No. 61 and MOFCOM No. 62.';
const DUE_IN_NOVEMBER =
  '∴ 4 provisions of China are due to enter into force on 8 November 2025: MOFCOM No. 55, MOFCOM No. 56, MOFCOM No. 57 and MOFCOM No. 58.';
const SUSPENDED_SINCE =
  '8 provisions of China have been suspended since 7 November 2025: MOFCOM No. 55, MOFCOM No. 56, MOFCOM No. 57 and 3 more measures.';
const SUSPENSION_ENDED =
  '∴ The suspension of 8 provisions of China has ended: they have been in force since 11 November 2026 (MOFCOM No. 55, MOFCOM No. 56, MOFCOM No. 57 and 3 more measures).';
const TALKS_PLANNED = `The next meeting is planned for 30 October 2025: ${BRUSSELS}.`;
const ASKED_ABOUT_WANG = 'Wang Wentao: coming 2025-10-21, unclear 2025-10-27, [not-coming 2025-10-27]';

describe('the board of the talks on 27 November 2026', () => {
  it('says in words where they stand', async () => {
    expect(await read('')).toEqual({
      on: '2026-11-27',
      status: 'active since 2025-10-27',
      headline: SUSPENSION_ENDED,
      next: NO_MEETING,
      lastFact: '2025-12-19, 343 days ago',
      nextMeeting: 'none',
      lastMeetings: [FRIDAY, BRUSSELS, CONTACT, CALL, SUMMIT],
      coming: [ASKED_ABOUT_WANG],
      measures: [APRIL, ...IN_FORCE_AGAIN],
      figures: [FIGURES],
      positions: [`${SOFTENED}, rests on expired No. 70`, ...EU],
      pledges: [SAID_ON_DIALOGUE, `${SUPPLY}; last word 2025-12-19`],
      disputes: [MEMBERS, WEEKS, TOMORROW, ORIGIN].filter((one) => one !== WEEKS),
      settled: 1,
    });
  });
});

const NOTHING = {
  status: 'exploratory',
  headline: 'none',
  next: 'none',
  nextMeeting: 'none',
  lastMeetings: [],
  coming: [],
  measures: [],
  figures: [],
  positions: [],
  pledges: [],
  disputes: [],
  settled: 0,
};

describe('what had happened by a day', () => {
  const april = { ...NOTHING, headline: IN_FORCE_SINCE_APRIL, next: NO_MEETING, measures: [APRIL] };
  const july = { ...april, positions: [DEMAND], lastMeetings: [SUMMIT] };
  const october = {
    ...july,
    headline: TWO_OF_OCTOBER,
    measures: [APRIL, ...OCTOBER],
    positions: [HARDENED],
    pledges: [DIALOGUE, SUPPLY],
  };
  const thisWeek = {
    ...october,
    status: 'active since 2025-10-27',
    headline: DUE_IN_NOVEMBER,
    lastMeetings: [CONTACT, CALL, SUMMIT],
    coming: [ASKED_ABOUT_WANG],
    figures: [FIGURES],
    positions: [HARDENED, ...EU],
    pledges: [SAID_ON_DIALOGUE, SUPPLY],
  };
  const suspended = {
    ...thisWeek,
    headline: SUSPENDED_SINCE,
    lastMeetings: [FRIDAY, BRUSSELS, CONTACT, CALL, SUMMIT],
    measures: [APRIL, ...SUSPENDED],
    positions: [SOFTENED, ...EU],
    disputes: [MEMBERS, TOMORROW, ORIGIN],
    settled: 1,
  };
  it.each([
    ['2025-04-04', '2025-04-04, 0 days ago', april],
    ['2025-04-30', '2025-04-04, 26 days ago', { ...april, positions: [DEMAND] }],
    ['2025-07-24', '2025-07-24, 0 days ago', { ...july, pledges: [SUPPLY] }],
    ['2025-07-31', '2025-07-24, 7 days ago', { ...july, pledges: [DIALOGUE, SUPPLY] }],
    ['2025-10-09', '2025-10-09, 0 days ago', october],
    ['2025-10-20', '2025-10-09, 11 days ago', october],
    ['2025-10-21', '2025-10-21, 0 days ago', { ...october, lastMeetings: [CALL, SUMMIT], figures: [FIGURES] }],
    [
      '2025-10-26',
      '2025-10-21, 5 days ago',
      {
        ...october,
        headline: DUE_IN_NOVEMBER,
        lastMeetings: [CALL, SUMMIT],
        figures: [FIGURES],
        // That the EU took this position is told of a day up to 27 October; by the 26th it had only maintained it.
        positions: [HARDENED, 'European Union on Controls: no kind, maintained 2025-10-20/2025-10-26'],
      },
    ],
    [
      '2025-10-28',
      '2025-10-28, 0 days ago',
      {
        ...thisWeek,
        next: TALKS_PLANNED,
        nextMeeting: `${BRUSSELS}: confirmed, 2025-10-30`,
        disputes: [MEMBERS, WEEKS, TOMORROW],
      },
    ],
    [
      '2025-10-30',
      '2025-10-30, 0 days ago',
      { ...thisWeek, lastMeetings: [BRUSSELS, CONTACT, CALL, SUMMIT], disputes: [MEMBERS, TOMORROW], settled: 1 },
    ],
    ['2025-11-07', '2025-11-07, 0 days ago', suspended],
    [
      '2026-11-10',
      '2025-12-19, 326 days ago',
      {
        ...suspended,
        headline:
          '∴ The suspension of 8 provisions of China is due to end: they are to be in force from 11 November 2026 (MOFCOM No. 55, MOFCOM No. 56, MOFCOM No. 57 and 3 more measures).',
        pledges: [SAID_ON_DIALOGUE, `${SUPPLY}; last word 2025-12-19`],
      },
    ],
  ])('by %s', async (day, lastFact, expected) =>
    expect(await read(`happenedBy=${day}`)).toEqual({ ...expected, on: day, lastFact }),
  );
  it('is nothing before the notice of April', async () => {
    const refused = await ask('happenedBy=2025-04-03');
    expect([refused.status, refused.body]).toMatchObject([404, { code: 'negotiation-unknown' }]);
  });
});

describe('what our side knew on a day', () => {
  const july = { ...NOTHING, lastMeetings: [SUMMIT], pledges: [SUPPLY] };
  // No. 61 was learned by the article of 27 October; the notices beside it, which widen No. 18, on the 9th.
  const october = {
    ...july,
    headline: 'A provision of China has been in force since 9 October 2025: MOFCOM No. 62.',
    next: NO_MEETING,
    measures: [
      APRIL,
      'No. 62 all: in-force since 2025-10-09',
      'No. 55 all, No. 56 all, No. 57 all, No. 58 all: not-yet until 2025-11-07',
    ],
  };
  const call = { ...october, lastMeetings: [CALL, SUMMIT], figures: [FIGURES] };
  const article = {
    ...call,
    status: 'active since 2025-10-27',
    headline: DUE_IN_NOVEMBER,
    next: TALKS_PLANNED,
    nextMeeting: `${BRUSSELS}: confirmed, 2025-10-30`,
    lastMeetings: [CONTACT, CALL, SUMMIT],
    coming: [ASKED_ABOUT_WANG],
    measures: [APRIL, ...OCTOBER],
    positions: [HARDENED, ...EU],
    pledges: [SAID_ON_DIALOGUE, SUPPLY],
    disputes: [MEMBERS, WEEKS],
  };
  const held = {
    ...article,
    next: NO_MEETING,
    nextMeeting: 'none',
    lastMeetings: [BRUSSELS, CONTACT, CALL, SUMMIT],
    disputes: [MEMBERS, TOMORROW],
    settled: 1,
  };
  const friday = {
    ...held,
    lastMeetings: [FRIDAY, BRUSSELS, CONTACT, CALL, SUMMIT],
    disputes: [MEMBERS, TOMORROW, ORIGIN],
  };
  const suspended = {
    ...friday,
    headline: SUSPENDED_SINCE,
    measures: [APRIL, ...SUSPENDED],
    positions: [SOFTENED, ...EU],
  };
  it.each([
    ['2025-07-24', '2025-07-24, 0 days ago', july],
    ['2025-10-08', '2025-07-24, 76 days ago', july],
    ['2025-10-09', '2025-10-09, 0 days ago', october],
    ['2025-10-21', '2025-10-21, 0 days ago', call],
    ['2025-10-26', '2025-10-21, 5 days ago', { ...call, headline: DUE_IN_NOVEMBER }],
    ['2025-10-27', '2025-10-27, 0 days ago', article],
    ['2025-10-28', '2025-10-28, 0 days ago', { ...article, disputes: [MEMBERS, WEEKS, TOMORROW] }],
    ['2025-10-30', '2025-10-30, 0 days ago', held],
    ['2025-11-01', '2025-11-01, 0 days ago', friday],
    ['2025-11-07', '2025-11-07, 0 days ago', suspended],
    [
      '2025-12-19',
      '2025-12-19, 0 days ago',
      { ...suspended, pledges: [SAID_ON_DIALOGUE, `${SUPPLY}; last word 2025-12-19`] },
    ],
  ])('on %s', async (day, lastFact, expected) =>
    expect(await read(`knownAt=${day}`)).toEqual({ ...expected, on: day, lastFact }),
  );
  it('has on its timeline what was known, and not what only gives a name to it and was learned later', async () => {
    const asked = dossier.service.get(`/v1/negotiations/${dossier.id}/timeline?knownAt=2025-07-24`);
    const { items } = (await asked.expect(200)).body as { items: readonly { learnedAt: string; title: string }[] };
    expect(items.map(({ learnedAt }) => learnedAt.slice(0, 10))).toEqual(['2025-07-24', '2025-07-24']);
  });
  it('lists no statement that a known fact only names, but gives it a name', async () => {
    const asked = (query: string) =>
      dossier.service.get(`/v1/negotiations/${dossier.id}/statements?limit=200&${query}`);
    type Page = Readonly<{ items: readonly Readonly<{ id: string; learnedAt: string }>[] }>;
    for (const day of ['2025-10-21', '2025-10-27', '2025-10-29', '2025-11-01']) {
      const { items } = (await asked(`knownAt=${day}`).expect(200)).body as Page;
      expect(items.filter(({ learnedAt }) => learnedAt.slice(0, 10) > day)).toEqual([]);
    }
    const all = ((await asked('').expect(200)).body as Page).items;
    const known = ((await asked('knownAt=2025-10-27').expect(200)).body as Page).items;
    const later = all.find(({ id }) => !known.some((one) => one.id === id))!;
    const { status, body } = await dossier.service.get(`/v1/statements/${later.id}?knownAt=2025-10-27`);
    expect([status, (body as { code: string }).code]).toEqual([404, 'statement-unknown']);
  });
  it('is nothing before the summit of July', async () => {
    expect((await ask('knownAt=2025-07-23')).status).toBe(404);
  });
});

describe('the record as it was', () => {
  const asOf = (key: string) => read(`asOf=${dossier.tokenAt(key)}`);
  const article = 'Restrictions on the supply of critical materials';
  const april = {
    ...NOTHING,
    headline: `A provision of China has been in force since April 2025: ${article}.`,
    next: NO_MEETING,
    measures: [`${article} supply: in-force since 2025-04/..`],
  };
  const eu = { ...april, positions: [DEMAND, 'European Union on Controls: reservation, taken 2025-04/2025-10-27'] };
  const july = { ...eu, lastMeetings: [SUMMIT], pledges: [DIALOGUE] };
  const expansion = 'Expansion of the restrictions introduced in April';
  const october = {
    ...july,
    headline: `A provision of China has been in force since 1–9 October 2025: ${expansion}.`,
    measures: [...july.measures, `${expansion} licence: in-force since 2025-10-0X`],
  };
  const brussels = { ...october, lastMeetings: [CALL, SUMMIT], positions: [HARDENED, ...EU] };
  const chapter1 = {
    ...brussels,
    status: 'active since 2025-10-27',
    lastMeetings: [CONTACT, CALL, SUMMIT],
    pledges: [SAID_ON_DIALOGUE],
  };
  const exact = {
    ...chapter1,
    headline: '∴ 2 provisions of China have been in force since 1 December 2025: MOFCOM No. 61.',
    measures: [APRIL, 'No. 61 1-3: in-force since 2025-10-09', 'No. 61 1-1, No. 61 1-2: in-force since 2025-12-01 ∴'],
    pledges: [SAID_ON_DIALOGUE, SUPPLY],
  };
  const notices = {
    ...exact,
    measures: [
      APRIL,
      'No. 61 1-3, No. 62 all: in-force since 2025-10-09',
      'No. 55 all, No. 56 all, No. 57 all, No. 58 all: in-force since 2025-11-08 ∴',
      'No. 61 1-1, No. 61 1-2: in-force since 2025-12-01 ∴',
    ],
  };
  it.each([
    ['talks', '2025-07-31, 484 days ago', NOTHING],
    ['relations', '2025-10-26, 397 days ago', NOTHING],
    ['april', '2025-10-26, 397 days ago', april],
    ['eu-on-controls', '2025-10-26, 397 days ago', eu],
    ['dialogue', '2025-10-26, 397 days ago', july],
    ['october', '2025-10-26, 397 days ago', october],
    ['brussels', '2025-10-27, 396 days ago', brussels],
    ['dialogue-begins', '2025-10-27, 396 days ago', chapter1],
    ['october-is-no-61', '2025-10-27, 396 days ago', exact],
    ['no-62', '2025-10-27, 396 days ago', notices],
    [
      'no-70',
      '2025-11-07, 385 days ago',
      {
        ...notices,
        headline:
          '∴ A provision of China has expired, and has not been in force since 11 November 2026: MOFCOM No. 70.',
        lastMeetings: [FRIDAY, BRUSSELS, CONTACT, CALL, SUMMIT],
        coming: [ASKED_ABOUT_WANG],
        measures: [...notices.measures, 'No. 70 suspension: expired since 2026-11-11 ∴'],
        figures: [FIGURES],
        disputes: [MEMBERS, TOMORROW, ORIGIN],
        settled: 1,
      },
    ],
  ])('after %s', async (key, lastFact, expected) =>
    expect(await asOf(key)).toEqual({ ...expected, on: '2026-11-27', lastFact }),
  );
});

describe('the sentences of the board', () => {
  it.each([
    ['fr-BE, en;q=0.5', 'fr', 'China\u00a0: la suspension de 8 dispositions a pris fin'],
    ['zh-Hans', 'zh', 'China的8项规定的暂停期已结束，自2026年11月11日起生效'],
    ['ar', 'ar', 'انتهى التعليق، والنفاذ قائم منذ 11 نوفمبر 2026: 8 أحكام من تدابير \u2068China\u2069'],
    ['de, *;q=0.5', 'en', 'The suspension of 8 provisions of China has ended'],
  ])('are in the language of Accept-Language: %s', async (wanted, language, beginning) => {
    const { headers, body } = await ask('', wanted);
    expect([headers['content-language'], headers['vary']]).toEqual([language, 'Accept-Language, Accept-Encoding']);
    expect((body as Board).headline!.text.slice(0, beginning.length)).toBe(beginning);
  });
  it('are not sent again in the same language, but are in another one', async () => {
    const { headers } = await ask('', 'fr');
    const again = (language: string) => ask('', language).set('if-none-match', headers['etag']!);
    const [same, other] = [await again('fr'), await again('en')];
    expect([same.status, same.headers['content-language'], other.status]).toEqual([304, 'fr', 200]);
  });
  it('name the events that they are based on', async () => {
    const { headline } = (await ask('')).body as Board;
    const typesOf = (eventIds: readonly string[]) => new Set(eventIds.map((eventId) => dossier.types.get(eventId)));
    expect(typesOf(headline!.eventIds)).toEqual(new Set(['MeasureAnnounced', 'ProvisionSuspended']));
    const planned = (await ask('happenedBy=2025-10-28')).body as Board;
    expect(typesOf(planned.headline!.next!.eventIds)).toEqual(new Set(['MeetingScheduled']));
  });
});

describe('today', () => {
  it('is that of the zone', async () => {
    const on = async (query: string) => ((await ask(query)).body as Board).on;
    expect(await on('tz=Pacific/Kiritimati')).toBe('2026-11-28');
    expect(await on('tz=America/New_York')).toBe('2026-11-27');
    // A day that is asked for is that day in every zone.
    expect(await on('tz=Pacific/Kiritimati&happenedBy=2025-10-20')).toBe('2025-10-20');
    expect(await on('tz=Pacific/Pago_Pago&knownAt=2025-10-20')).toBe('2025-10-20');
    expect(await on('tz=Asia/Shanghai&knownAt=2025-10-20T18:00:00Z')).toBe('2025-10-21');
  });
  it('is refused of a zone that there is not', async () => {
    const refused = await ask('tz=Europe/Atlantis');
    expect([refused.status, refused.body]).toMatchObject([
      400,
      {
        errors: [
          { pointer: '/tz', code: 'is-time-zone', detail: 'tz must be an IANA time zone, like Europe/Brussels.' },
        ],
      },
    ]);
  });
});

describe('what a page of a past moment cites', () => {
  /** The ids of the events in an answer. */
  const citedIn = (value: unknown, found = new Set<string>()): ReadonlySet<string> => {
    if (typeof value === 'object' && value !== null)
      for (const [name, one] of Object.entries(value)) {
        if (/^eventIds?$|^correctedBy$/.test(name)) for (const id of [one].flat()) found.add(String(id));
        citedIn(one, found);
      }
    return found;
  };

  it.each(['knownAt=2025-10-21', 'happenedBy=2025-07-24'])('has a page at that moment: %s', async (moment) => {
    const cited = new Set<string>();
    for (const part of ['board', 'measures?limit=200', 'parties?limit=200', 'meetings?limit=200']) {
      const path = `/v1/negotiations/${dossier.id}/${part}`;
      const { body } = await dossier.service.get(`${path}${part.includes('?') ? '&' : '?'}${moment}`).expect(200);
      citedIn(body, cited);
    }
    // Some of them only provide names: they are in no list of events.
    const listed = await dossier.service.get(`/v1/negotiations/${dossier.id}/events?limit=200&${moment}`).expect(200);
    const ids = new Set((listed.body as { items: { eventId: string }[] }).items.map(({ eventId }) => eventId));
    expect([...cited].filter((id) => !ids.has(id)).length).toBeGreaterThan(0);
    for (const id of cited) {
      const { status } = await dossier.service.get(`/v1/events/${id}?${moment}`);
      expect([id, dossier.types.get(id), status]).toEqual([id, dossier.types.get(id), 200]);
    }
  });
});

describe('each other route that a screen asks', () => {
  /** Those that are asked for by id: the talks in Brussels, the first measure, and the fact that the talks are on Thursday. */
  const ids = { talks: '', measureOfApril: '', thursday: '' };
  beforeAll(async () => {
    const found = await dossier.service.get(`/v1/negotiations/${dossier.id}/meetings?q=technical`);
    ids.talks = (found.body as { items: { id: string }[] }).items[0]!.id;
    const first = (type: string) => [...dossier.types].find(([, one]) => one === type)![0];
    ids.measureOfApril = first('MeasureAnnounced');
    ids.thursday = first('MeetingScheduled');
  });
  /** What each route says at a moment. */
  const saidAt = async (moment: string) => {
    const reading = { get: dossier.service.get, id: dossier.id, moment };
    const { brief, ...sections } = await inWords.briefInWords(reading, ids.talks);
    const calendar = await inWords.calendarInWords(reading);
    expect(await inWords.calendarInWords(reading, '/v1/calendar.ics')).toBe(calendar);
    expect(await inWords.activityInWords(reading)).toBe('the last of the timeline');
    const said = {
      moments: await inWords.momentsInWords(reading),
      april: await inWords.eventInWords(reading, ids.measureOfApril),
      thursday: await inWords.eventInWords(reading, ids.thursday),
      brief: brief!,
      ...sections,
      week: await inWords.meetingsInWords(reading, 'from=2025-10-27&to=2025-11-02'),
      licences: await inWords.searchInWords(reading, 'licen*'),
      list: await inWords.listedInWords(reading),
      names: await inWords.namesInWords(reading),
      calendar,
      csv: await inWords.rowsInWords(reading, 'measures', ['reference', 'title']),
    };
    return Object.fromEntries(Object.entries(said).map(([name, words]) => [name, short(words)]));
  };

  it.each(whole(HAPPENED))('says what had happened by %s', async (day, said) =>
    expect(await saidAt(`happenedBy=${day}`)).toEqual(said),
  );
  it.each(whole(KNOWN))('says what our side knew on %s', async (day, said) =>
    expect(await saidAt(`knownAt=${day}`)).toEqual(said),
  );
  it.each(whole(RECORDED))('says what was on record after %s', async (key, said) =>
    expect(await saidAt(`asOf=${dossier.tokenAt(key)}`)).toEqual(said),
  );
  it('says today what was known at last, and that the suspension has ended', async () => {
    const [, last] = whole(KNOWN).at(-1)!;
    expect(await saidAt('')).toEqual({
      ...last,
      measures: '1 in-force 2025-04-04, 2 in-force 2026-11-11, 4 in-force 2026-11-11, 2 in-force 2026-11-11, 1 expired',
    });
  });
});
