import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Changes, linesInWords, stillInWords } from './support/changes-in-words.js';
import { loadDossier, type LoadedDossier } from './support/loaded-dossier.js';

let dossier: LoadedDossier;
beforeAll(async () => void (dossier = await loadDossier()));
afterAll(() => dossier.close());

const address = (query: string) => `/v1/negotiations/${dossier.id}/changes?${query}`;
const ask = (query: string, headers: Record<string, string> = {}) => dossier.service.get(address(query)).set(headers);
const read = async (query: string, language = 'en') => {
  const answer = await ask(query, { 'accept-language': language });
  expect([query, answer.status]).toEqual([query, 200]);
  return answer.body as Changes;
};

const BRUSSELS = 'High-level technical talks in Brussels';
const CALL = 'Conversation of Šefčovič with China’s trade minister';
const CONTROLS = 'Controls on rare earth exports and related technologies';
const SUPPLY = 'An “upgraded export supply mechanism”';
const APRIL = 'Licensing regime for medium and heavy rare earths';
const FOUR = 'No. 55, No. 56, No. 57 and No. 58';
const ORIGIN = 'That the suspension applies to the EU came from the meeting in Brussels';
const BOTH = 'European Union and China';

const FRIDAY = '“Video call on Friday” was proposed. “Video call on Friday” was held. (not on record → held)';
const HELD = `[happened] meeting: “${BRUSSELS}” was held, with ${BOTH}. (confirmed → held)`;
const SETTLED = '[happened] dispute: The account on record was upheld against “in the coming weeks”. (open → settled)';
const DISPUTED = `[happened] dispute: “${ORIGIN}” was contradicted by another account: “It came from a video call on Friday”. (not on record → open)`;
const APPLIES = '[happened] statement: Maroš Šefčovič made a statement. (not on record → said)';

describe('what happened since 28 October 2025', () => {
  it('is told in sentences, measures first, each with how it stood and how it stands', async () => {
    const changes = await read('since=2025-10-28&axis=happenedBy');
    expect(linesInWords(changes)).toEqual(
      [
        `[happened] measure: 4 provisions were suspended: ${FOUR}. ∴ The suspension of 4 provisions of China has ended: they have been in force since 11 November 2026 (${FOUR}). (not yet in force → in force)`,
        '[happened] measure: A provision was suspended: No. 62. ∴ The suspension of a provision of China has ended: it has been in force since 11 November 2026 (No. 62). (in force → in force)',
        '[happened] measure: 3 provisions were suspended: No. 61. ∴ The suspension of 3 provisions of China has ended: they have been in force since 11 November 2026 (No. 61). (in force, 2 provisions not yet in force → 3 provisions in force)',
        '[happened] measure: China announced a measure: No. 70. ∴ A provision of China has expired, and has not been in force since 11 November 2026: No. 70. (not on record → expired)',
        `[happened] position: China softened its position on “${CONTROLS}”. (demand → offer)`,
        HELD,
        `[happened] meeting: ${FRIDAY}`,
        SETTLED,
        DISPUTED,
        `[happened] commitment: Progress was reported on the pledge “${SUPPLY}”. (open → open)`,
        APPLIES,
        '[happened] statement: China’s Ministry of Commerce made a statement. (not on record → said)',
      ].toSorted(),
    );
    expect(changes.items.map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 4 }, () => 'measure'),
      'position',
      'meeting',
      'meeting',
      'dispute',
      'dispute',
      'commitment',
      'statement',
      'statement',
    ]);
    expect(changes).toMatchObject({
      since: { day: '2025-10-28', happenedBy: '2025-10-28' },
      until: { day: '2026-11-27' },
      counts: {
        lines: 12,
        facts: 18,
        byKind: { measure: { lines: 4, facts: 9 }, meeting: { lines: 2, facts: 3 } },
        byTag: { happened: 12, corrected: 0 },
      },
      lastFact: { day: '2025-12-19' },
    });
    expect(stillInWords(changes)).toEqual([
      `${APRIL}: in force`,
      'The measures are “unjustified and harmful.”: reservation',
      'China should act responsibly and stabilize commercial relations.: demand',
    ]);
  });
  it('has the course of provisions between the two moments, those together that took the same', async () => {
    const { items } = await read('since=2025-10-28&axis=happenedBy');
    const suspended = { status: 'suspended', from: '2025-11-07', to: '2026-11-10' };
    const again = { status: 'in-force', from: '2026-11-11', followsFromDateAlone: true };
    const notYet = { status: 'not-yet', from: '2025-10-09', to: '2025-11-06' };
    const inForce = { status: 'in-force', from: '2025-10-09', to: '2025-11-06' };
    const sixtyOne = items.find(({ sentences }) => sentences.items[0]!.text.includes('MOFCOM No. 61'))!;
    expect(sixtyOne.courses).toEqual([
      { provisions: 2, periods: [notYet, suspended, again] },
      { provisions: 1, periods: [inForce, suspended, again] },
    ]);
    const four = items.find(({ things }) => things.items.length === 4)!;
    expect(four.courses).toEqual([{ provisions: 4, periods: [notYet, suspended, again] }]);
  });
  it('has the words of the record beside each sentence, and the events of each', async () => {
    const { items } = await read('since=2025-10-28&axis=happenedBy');
    const sentences = items.flatMap((line) => line.sentences.items);
    const wordsOf = (id: string) => sentences.find((one) => one.id === id)!.words;
    expect(wordsOf('fact.PositionShifted.softened')).toBe(
      'The six announcements of October are suspended until 10 November 2026. The legal framework remains.',
    );
    expect(wordsOf('fact.DisputeSettled.recorded')).toBe('The talks took place in Brussels on 30 October.');
    for (const { id, eventIds } of sentences) {
      const types = eventIds.map((one) => dossier.types.get(one));
      expect([id, types.length > 0, types.includes(undefined)]).toEqual([id, true, false]);
      const [, type] = /^fact\.(\w+)/.exec(id) ?? [];
      if (type !== undefined) expect([id, new Set(types)]).toEqual([id, new Set([type])]);
    }
    // 18 facts, each once.
    const told = sentences.filter(({ id }) => id.startsWith('fact.')).flatMap(({ eventIds }) => eventIds);
    expect([told.length, new Set(told).size]).toEqual([18, 18]);
  });
});

describe('what was recorded since the article was on record', () => {
  it('is told as learned late or corrected, since all of it had happened', async () => {
    const changes = await read(`since=${dossier.tokenAt('dialogue-begins')}`);
    expect(linesInWords(changes)).toEqual(
      [
        `[corrected] measure: The record of “${APRIL}” was corrected. (in force → in force)`,
        `[learned-late] measure: A figure was reported on “${APRIL}”: Licence applications, “about 2,000”. A figure was reported on “${APRIL}”: Licence applications dealt with, “just over half”. A figure was reported on “${APRIL}”: Licence applications dealt with, “only half”. (in force → in force)`,
        '[corrected] measure: The record of “Widening of the export controls, announcement No. 61” was corrected. (in force → 3 provisions in force)',
        '[learned-late] measure: 3 provisions were suspended: No. 61. (in force → 3 provisions in force)',
        `[learned-late] measure: China announced 5 measures: No. 55, No. 56, No. 57, No. 58 and No. 62. 5 provisions were suspended: No. 55, No. 56, No. 57, No. 58 and No. 62. (not on record → in force)`,
        '[learned-late] measure: China announced a measure: No. 70. (not on record → expired)',
        `[learned-late] position: China softened its position on “${CONTROLS}”. (demand → offer)`,
        `[learned-late] meeting: Also: “Summit between the EU and China” was held, with ${BOTH}. (held → held)`,
        '[corrected] meeting: The record of “Summit between the EU and China” was corrected. (held → held)',
        `[learned-late] meeting: Also: “${CALL}” was held. (held → held)`,
        `[corrected] meeting: The record of “${CALL}” was corrected. (held → held)`,
        `[learned-late] meeting: Wang Wentao was invited to “${BRUSSELS}”. Wang Wentao accepted the invitation to “${BRUSSELS}”. The delegation of China to “${BRUSSELS}” was announced. “${BRUSSELS}” was held, with ${BOTH}. (confirmed → held)`,
        `[learned-late] meeting: Also: “Preliminary contact between the teams” was held, with ${BOTH}. (held → held)`,
        `[learned-late] meeting: ${FRIDAY}`,
        '[learned-late] dispute: “Gill, 27 October: Wang is not part of it” was contradicted by another account: “Reports of the call of 21 October: an invitation to Brussels is “accepted””. (not on record → open)',
        '[learned-late] dispute: “Thursday” was contradicted by another account: “in the coming weeks”. The account on record was upheld against “in the coming weeks”. (not on record → settled)',
        '[learned-late] dispute: “Oct. 30” was contradicted by another account: “tomorrow”. (not on record → open)',
        DISPUTED.replace('happened', 'learned-late'),
        `[learned-late] commitment: A pledge was made by ${BOTH}. Progress was reported on the pledge “${SUPPLY}”. (not on record → open)`,
        '[learned-late] statement: Olof Gill made a statement. (not on record → said)',
        '[learned-late] statement: President of the European Council made a statement. (not on record → said)',
        APPLIES.replace('happened', 'learned-late'),
        '[learned-late] statement: China’s Ministry of Commerce made a statement. (not on record → said)',
        '[learned-late] issue: The issue “Licence applications and general licences” was raised. (not on record → open)',
        '[learned-late] representative: President of the European Council was named as a representative. (not on record → named)',
      ].toSorted(),
    );
    expect(stillInWords(changes)).toHaveLength(2);
  });
  it('is nothing since the last answer, and whatever comes after it', async () => {
    const { headers } = await ask('since=2025-10-28&axis=happenedBy');
    const since = await read(`since=${headers['consistency-token']}`);
    expect([since.counts.lines, since.items]).toEqual([0, []]);
    expect(stillInWords(since)).toHaveLength(11);
  });
  it('says what a correction changed, and with which reason', async () => {
    const query = `since=${dossier.tokenAt('dialogue-begins')}&asOf=${dossier.tokenAt('april-is-no-18')}`;
    const [line, ...others] = (await read(query)).items;
    expect(others).toEqual([]);
    expect(line!.sentences.items.map(({ words }) => words)).toEqual([
      'The official notice names the day and the number of what the article tells as “since April”.',
    ]);
    expect(line!.fields.items).toContainEqual({
      eventId: expect.any(String),
      field: '/occurredOn',
      before: '2025-04/..',
      after: '2025-04-04',
    });
  });
});

describe('between two moments', () => {
  const announced = (what: string, turn: string) => `[happened] measure: China announced ${what}. (${turn})`;
  const figure = (about: string, words: string) => `A figure was reported on “${APRIL}”: ${about}, “${words}”.`;
  it.each([
    [
      'happened in April 2025',
      'axis=happenedBy&since=2025-04-04&happenedBy=2025-04-30',
      [
        `[happened] position: China took a position on “${CONTROLS}”. (not on record → demand)`,
        `[happened] issue: European Union raised the issue “${CONTROLS}”. (not on record → open)`,
      ],
      [`${APRIL}: in force`],
    ],
    [
      'happened on 9 October',
      'axis=happenedBy&since=2025-10-08&happenedBy=2025-10-09',
      [
        announced(`4 measures: ${FOUR}`, 'not on record → not yet in force'),
        announced('a measure: No. 62', 'not on record → in force'),
        announced('a measure: No. 61', 'not on record → in force, 2 provisions not yet in force'),
        `[happened] position: China hardened its position on “${CONTROLS}”. (demand → demand)`,
        '[happened] statement: Chinese authorities made a statement. (not on record → said)',
      ],
      [`${APRIL}: in force`],
    ],
    [
      'happened from 29 October to 1 November',
      'axis=happenedBy&since=2025-10-28&happenedBy=2025-11-01',
      [HELD, `[happened] meeting: ${FRIDAY}`, SETTLED, DISPUTED, APPLIES],
      10,
    ],
    [
      'happened in a year without facts, in which a suspension ran out',
      'axis=happenedBy&since=2026-11-10&happenedBy=2026-11-11',
      [
        '[happened] measure: ∴ The suspension of 5 provisions of China has ended: they have been in force since 11 November 2026 (No. 55, No. 56, No. 57, No. 58 and No. 62). (suspended → in force)',
        '[happened] measure: ∴ The suspension of 3 provisions of China has ended: they have been in force since 11 November 2026 (No. 61). (3 provisions suspended → 3 provisions in force)',
        '[happened] measure: ∴ A provision of China has expired, and has not been in force since 11 November 2026: No. 70. (in force → expired)',
      ],
      4,
    ],
    [
      'we learned on 21 October',
      'axis=knownAt&since=2025-10-20&knownAt=2025-10-21',
      [
        `[happened] measure: ${figure('Licence applications', 'about 2,000')} ${figure('Licence applications dealt with', 'just over half')} ${figure('Licence applications dealt with', 'only half')} (in force → in force)`,
        `[happened] meeting: “${CALL}” was held. (not on record → held)`,
        `[happened] meeting: Wang Wentao was invited to “${BRUSSELS}”. Wang Wentao accepted the invitation to “${BRUSSELS}”. (not on record → proposed)`,
        '[happened] issue: The issue “Licence applications and general licences” was raised. (not on record → open)',
      ],
      5,
    ],
    ['we learned on 29 and 30 October', 'axis=knownAt&since=2025-10-28&knownAt=2025-10-30', [HELD, SETTLED], 10],
    [
      'we learned on 1 November, of a call on the day before',
      'axis=knownAt&since=2025-10-31&knownAt=2025-11-01',
      [`[learned-late] meeting: ${FRIDAY}`, DISPUTED, APPLIES],
      10,
    ],
  ] as const)('what %s', async (_, query, lines, still) => {
    const changes = await read(query);
    expect(linesInWords(changes)).toEqual([...lines].toSorted((a, b) => (a < b ? -1 : 1)));
    if (typeof still === 'number') expect(stillInWords(changes)).toHaveLength(still);
    else expect(stillInWords(changes)).toEqual(still);
  });
  it('what was recorded of the call of 21 October and of who is invited', async () => {
    const query = `since=${dossier.tokenAt('no-62')}&asOf=${dossier.tokenAt('wang-accepts')}`;
    expect(linesInWords(await read(query))).toEqual(
      [
        `[learned-late] meeting: Also: “${CALL}” was held. (held → held)`,
        `[corrected] meeting: The record of “${CALL}” was corrected. (held → held)`,
        `[learned-late] meeting: Wang Wentao was invited to “${BRUSSELS}”. Wang Wentao accepted the invitation to “${BRUSSELS}”. (confirmed → confirmed)`,
      ].toSorted(),
    );
  });
});

/** What the page of a thing shows of it: without what is about the answer, other things, and the events of its stream. */
const shownIn = (body: object): unknown => {
  const { revision: _, names: __, marking: ___, recordedAt: ____, ...page } = body as Record<string, unknown>;
  const own = ['minutes', 'readouts', 'preparedByIds', 'replies', 'inReplyTo', 'warnings', 'counts', 'lastEvent'];
  const others = [...own, 'nextMeeting', 'parties', 'issues', 'disputes', 'commitments'];
  return Object.fromEntries(Object.entries(page).filter(([name]) => !others.includes(name)));
};
const PLURALS: Readonly<Record<string, string>> = { party: 'parties', minutes: 'minutes' };
const pageOf = async (stream: string, moment: string) => {
  const kind = stream.slice(0, stream.indexOf('-'));
  const path = `/v1/${PLURALS[kind] ?? `${kind}s`}/${stream.slice(kind.length + 1)}?${moment}`;
  const { status, body } = await dossier.service.get(path);
  return status === 404 ? 'nothing' : JSON.stringify(shownIn(body as object));
};

describe('a thing', () => {
  it.each([
    ['brussels-confirmed-by-eu', 'october-is-no-61'],
    ['october-is-no-61', 'wang-comes-or-not'],
    ['thursday-or-tomorrow', 'supply-mechanism-progress'],
  ])('is told of if its page differs at the two moments, and only then: from %s to %s', async (one, other) => {
    const [from, to] = [dossier.tokenAt(one), dossier.tokenAt(other)];
    const { items } = await read(`since=${from}&asOf=${to}&limit=200`);
    const told = new Set(items.flatMap(({ things }) => things.items.map(({ kind, id }) => `${kind}-${id}`)));
    const moved: string[] = [];
    const before = new Map<string, string>();
    for (const stream of dossier.streams) before.set(stream, await pageOf(stream, `asOf=${from}`));
    for (const [stream, page] of before) if ((await pageOf(stream, `asOf=${to}`)) !== page) moved.push(stream);
    expect([...told].toSorted()).toEqual(moved.toSorted());
    expect(moved.length).toBeGreaterThan(2);
  });
});

describe('the answer', () => {
  it('is in the language of its reader', async () => {
    const said = async (language: string) => {
      const { items, notMoved } = await read('axis=happenedBy&since=2025-10-28&happenedBy=2025-10-30', language);
      const [meeting] = items;
      return [meeting!.sentences.items[0]!.text, meeting!.after![0]!.text, notMoved.measures.items[0]!.state[0]!.text];
    };
    expect(await said('fr')).toEqual([
      `« ${BRUSSELS} » : la réunion s’est tenue, avec European Union et China.`,
      'tenue',
      'en vigueur',
    ]);
    expect(await said('zh-CN')).toEqual([`“${BRUSSELS}”已举行，参加方：European Union和China。`, '已举行', '1项有效']);
    expect(await said('ar')).toEqual([
      `انعقاد «\u2068${BRUSSELS}\u2069»، بمشاركة \u2068European Union\u2069 و\u2068China\u2069.`,
      'منعقد',
      'سارٍ: حكم واحد',
    ]);
    const { headers } = await ask('since=2025-10-28&axis=happenedBy', { 'accept-language': 'fr-BE, en;q=0.5' });
    expect([headers['content-language'], headers['vary']]).toEqual(['fr', expect.stringContaining('Accept-Language')]);
  });
  it('is readable as text, with its marking at the top and at the foot', async () => {
    const { text, headers } = await ask('axis=happenedBy&since=2025-10-28&happenedBy=2025-10-30', {
      accept: 'text/plain',
    });
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(text.split('\n')).toEqual([
      'Marking: public',
      '',
      'EU–China talks on rare-earth export controls: what moved since 28 October 2025, until 30 October 2025',
      '2 lines',
      '',
      'Meetings (1)',
      `- [happened] 30 October 2025: “${BRUSSELS}” was held, with ${BOTH}. “High-level technical talks in Brussels.”`,
      '  Before: confirmed (30 October 2025). Now: held (30 October 2025).',
      '',
      'Contradictions (1)',
      '- [happened] 30 October 2025: The account on record was upheld against “in the coming weeks”. “The talks took place in Brussels on 30 October.”',
      '  Before: open. Now: settled.',
      '',
      'Has not moved (10)',
      ...text.split('\n').slice(14, 24),
      '',
      'Marking: public',
      '',
    ]);
    expect(text).toContain(`- MOFCOM No. 18, ${APRIL}: in force\n`);
    expect(text).toContain(
      `- European Union, ${CONTROLS}: reservation (The measures are “unjustified and harmful.”)\n`,
    );
    const french = await ask('axis=happenedBy&since=2025-10-28&happenedBy=2025-10-30', {
      accept: 'text/plain',
      'accept-language': 'fr',
    });
    expect(french.text).toContain('Réunions (1)');
    const arabic = await ask('axis=happenedBy&since=2025-10-28&happenedBy=2025-10-30', {
      accept: 'text/plain',
      'accept-language': 'ar',
    });
    expect(arabic.text).toContain(`- [حدث] 30 أكتوبر 2025: انعقاد «${BRUSSELS}»، بمشاركة European Union وChina.`);
    expect((await ask('since=2025-10-28', { accept: 'text/html' })).status).toBe(406);
  });
  it('is paged, and has the counts of all pages on each', async () => {
    const whole = await read('since=2025-10-28&axis=happenedBy');
    const items: Changes['items'][number][] = [];
    let pages = 0;
    for (let after = ''; ; pages += 1) {
      const page = await read(`since=2025-10-28&axis=happenedBy&limit=5${after}`);
      items.push(...page.items);
      expect(page.counts).toEqual(whole.counts);
      if (page.next === undefined) break;
      after = `&after=${encodeURIComponent(page.next)}`;
    }
    expect([items, pages]).toEqual([whole.items, 2]);
  });
  it('has an ETag, and 304 until something moves', async () => {
    const { headers } = await ask('since=2025-10-28&axis=happenedBy');
    expect(headers['marking']).toBe('level="public"');
    const again = await ask('since=2025-10-28&axis=happenedBy', { 'if-none-match': headers['etag']! });
    expect([again.status, again.headers['etag']]).toEqual([304, headers['etag']]);
  });
  it('says that nothing was on record yet', async () => {
    const changes = await read('since=2025-10-28');
    expect(changes.since).toEqual({ day: '2025-10-28', isBeforeTheRecord: true });
    expect(changes.items.some(({ before }) => before?.[0]?.text !== 'not on record')).toBe(false);
    const { text } = await ask('since=2025-10-28', { accept: 'text/plain' });
    expect(text).toContain('Nothing was on record at the first of these moments.');
  });
});

describe('a moment that cannot be the first', () => {
  it.each([
    ['', 'is-string', '/since'],
    ['since=last%20week', 'is-moment', '/since'],
    ['since=2027-03-01', 'moment-in-the-future', '/since'],
    ['since=2025-10-28T12:00:00Z&axis=happenedBy', 'since-not-a-day', '/since'],
    ['since=2025-10-30&axis=happenedBy&happenedBy=2025-10-28', 'since-after-until', '/since'],
    ['since=2025-10-30&axis=knownAt&knownAt=2025-10-28', 'since-after-until', '/since'],
    ['since=2025-10-30&asOf=2025-10-28', 'since-after-until', '/since'],
    ['since=2025-10-30&axis=learned', 'is-in', '/axis'],
  ])('is refused: %s', async (query, code, pointer) => {
    const { status, body } = await ask(query);
    const { errors, detail } = body as { errors: { code: string; pointer: string }[]; detail: string };
    expect([status, errors.map((one) => [one.code, one.pointer])]).toEqual([400, [[code, pointer]]]);
    expect(detail.length).toBeGreaterThan(10);
  });
  it('is refused as the token of another log, or of nobody', async () => {
    const foreign = await ask(`since=${dossier.foreignToken()}`);
    expect([foreign.status, (foreign.body as { code: string }).code]).toEqual([
      409,
      'consistency-token-of-another-log',
    ]);
    const token = dossier.tokenAt('dialogue');
    const other = `${token.slice(0, 10)}${token[10] === 'A' ? 'B' : 'A'}${token.slice(11)}`;
    const { status, body } = await ask(`since=${other}`);
    expect([status, body]).toMatchObject([
      400,
      { code: 'consistency-token-malformed', errors: [{ pointer: '/since' }] },
    ]);
  });
  it('is the same place of the log for every negotiation', async () => {
    const since = dossier.tokenAt('dialogue-begins');
    const opened = await dossier.service.post('/v1/negotiations', { title: 'Other talks' });
    const { id } = opened.body as { id: string };
    const { body } = await dossier.service.get(`/v1/negotiations/${id}/changes?since=${since}`);
    expect(linesInWords(body as Changes)).toEqual([
      '[happened] negotiation: The negotiation “Other talks” was opened. (not on record → exploratory)',
    ]);
    expect((body as Changes).since.isBeforeTheRecord).toBe(true);
    const nowhere = '5ba1ad00-0000-4000-8000-00000000dead';
    const missing = await dossier.service.get(`/v1/negotiations/${nowhere}/changes?since=${since}`);
    expect([missing.status, (missing.body as { code: string }).code]).toEqual([404, 'negotiation-unknown']);
  });
});

describe('a bulk correction', () => {
  it('is one line with its number, its things and its events', async () => {
    const { service, id } = dossier;
    const record = async (path: string, body: object) =>
      (await service.post(path, body).set('if-match', '*').expect(201)).body as {
        id: string;
        events: { id: string }[];
      };
    const said = { kind: 'interview', attribution: 'background', verbatim: false, occurredOn: '2025-11-05' };
    const statements: { id: string; events: { id: string }[] }[] = [];
    for (const n of [1, 2, 3])
      statements.push(await record(`/v1/negotiations/${id}/statements`, { ...said, text: `Remark ${n}` }));
    const since = (await ask('since=2025-10-28')).headers['consistency-token']!;
    const reason = 'The interview was on 6 November.';
    const corrections: string[] = [];
    for (const { id: statement, events } of statements) {
      const body = { eventId: events[0]!.id, changes: { occurredOn: '2025-11-06' }, reason };
      corrections.push((await record(`/v1/statements/${statement}/correct`, body)).events[0]!.id);
    }
    const { items, counts } = await read(`since=${since}`);
    expect([items.length, counts.lines]).toEqual([1, 1]);
    const [{ tag, sentences, things, before, after }] = items as [Changes['items'][number]];
    expect([tag, sentences.items.map(({ text }) => text), sentences.items[0]!.words]).toEqual([
      'corrected',
      ['The records of 3 things were corrected: Remark 1, Remark 2 and Remark 3.'],
      reason,
    ]);
    expect(things.items.map((thing) => thing.id)).toEqual(statements.map((one) => one.id));
    expect(sentences.items[0]!.eventIds).toEqual(corrections);
    expect([before![0]!.text, after![0]!.text]).toEqual(['said', 'said']);

    await record(`/v1/statements/${statements[0]!.id}/void`, {
      eventId: statements[0]!.events[0]!.id,
      reason: 'Twice.',
    });
    expect(linesInWords(await read(`since=${since}`))).toEqual([
      '[corrected] statement: The record of “Remark 1” was voided. (said → voided)',
      '[corrected] statement: The records of 2 things were corrected: Remark 2 and Remark 3. (said → said)',
    ]);
  });
});

describe('the day of a moment', () => {
  const passed = async (zone: string, until = '2026-11-11T12:00:00Z') => {
    const moments = `axis=knownAt&since=2026-11-10T20:00:00Z&knownAt=${until}`;
    return linesInWords(await read(`${moments}${zone === '' ? '' : `&tz=${encodeURIComponent(zone)}`}`));
  };
  it('is that of the zone that is asked for, and of UTC otherwise', async () => {
    // The suspension ran out with 10 November 2026: in Shanghai, it was the 11th at both moments.
    const inUtc = await passed('');
    expect(inUtc).toHaveLength(3);
    expect(inUtc.filter((line) => !line.includes('∴'))).toEqual([]);
    expect(await passed('Europe/Brussels')).toEqual(inUtc);
    expect(await passed('Asia/Shanghai')).toEqual([]);
    // In New York it was the 10th until 05:00 in UTC.
    expect(await passed('America/New_York', '2026-11-11T04:00:00Z')).toEqual([]);
    expect(await passed('', '2026-11-11T04:00:00Z')).toEqual(inUtc);
  });
  it('is a day that is asked for in every zone', async () => {
    const days = 'axis=knownAt&since=2026-11-10&knownAt=2026-11-11';
    const inUtc = linesInWords(await read(days));
    expect(inUtc).toHaveLength(3);
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago'])
      expect([zone, linesInWords(await read(`${days}&tz=${zone}`))]).toEqual([zone, inUtc]);
  });
  it('is refused in a zone that there is not', async () => {
    for (const path of [address('since=2026-11-10&tz=Mars'), `/v1/negotiations/${dossier.id}/moments?tz=Mars`]) {
      const { status, body } = await dossier.service.get(path);
      expect([status, (body as { errors: { pointer: string; code: string }[] }).errors]).toEqual([
        400,
        [{ pointer: '/tz', code: 'is-time-zone', detail: 'tz must be an IANA time zone, like Europe/Brussels.' }],
      ]);
    }
  });
  it('is the last one on the axis of what happened, if a vague date reaches beyond it', async () => {
    const opened = { title: 'Talks of this month', occurredOn: '2026-11' };
    const { id } = (await dossier.service.post('/v1/negotiations', opened).expect(201)).body as { id: string };
    const last = async (query: string) => {
      const { body } = await dossier.service.get(`/v1/negotiations/${id}/moments${query}`).expect(200);
      return (body as { happenedBy: { last: string } }).happenedBy.last;
    };
    expect(await last('')).toBe('2026-11-27');
    expect(await last('?tz=Pacific/Kiritimati')).toBe('2026-11-28');
    expect(await last('?tz=Pacific/Kiritimati&knownAt=2026-11-27')).toBe('2026-11-27');
  });
});
