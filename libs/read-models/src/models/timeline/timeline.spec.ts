import { describe, expect, it, jest } from '@jest/globals';
import type Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { on, openBefore } from '#domain/testing.js';
import type { Slice } from '../../routes/pages.js';
import { things } from '../things.js';
import { type About, about, type Telling, viewsOf } from '../../testing/told-log.js';
import { countsOf, lastEvent, searchTimeline, timeline, timelineOf } from './timeline.js';

const fact = (type: string, data: object, occurredOn?: string, rest: Partial<Telling> = {}) =>
  ({ type, data, ...(occurredOn && { circumstances: { occurredOn: on(occurredOn) } }), ...rest }) as unknown as Telling;

const parties = [
  about(
    'party',
    'eu',
    fact('PartyJoined', { name: 'EU', kind: 'regional-organisation', role: 'principal' }, '2025-01-01'),
  ),
  about('party', 'china', fact('PartyJoined', { name: 'China', kind: 'state', role: 'principal' }, '2025-01-02')),
];
const gill = about(
  'representative',
  'gill',
  fact('RepresentativeNamed', { name: 'Olof Gill', kind: 'person' }, '2025-01-03'),
);
const controls = about(
  'issue',
  'controls',
  fact('IssueRaised', { title: 'Export controls', raisedById: 'eu' }, '2025-04-04'),
);
const talks = about(
  'meeting',
  'talks',
  fact(
    'MeetingProposed',
    {
      title: 'Talks in Brussels',
      level: 'high-level-technical',
      mode: 'in-person',
      partyIds: ['eu', 'china'],
      issueIds: ['controls'],
    },
    '2025-10-21',
  ),
  fact('DelegationAnnounced', { partyId: 'china', level: 'unclear', confirmed: false }, '2025-10-27'),
  fact('MeetingHeld', { place: 'Brussels' }, '2025-10-30'),
);
const dossier = [...parties, gill, controls, talks];
const show = (...more: readonly About[]) => viewsOf([things, timeline], ...dossier, ...more);

const all = { after: undefined, limit: 200 };
type Asked = Parameters<typeof timelineOf>[2];
const titles = (views: Database.Database, filter: Asked = {}) =>
  timelineOf(views, 'n', filter, all).map(({ title }) => title.english);
const HELD = '“Talks in Brussels” was held, in Brussels';
const DELEGATION = 'China’s delegation announced for “Talks in Brussels”: level unclear, not confirmed';
const PROPOSED = 'A high-level technical meeting was proposed: “Talks in Brussels”, with EU and China';

describe('the timeline', () => {
  const views = show();

  it('lists what happened in chronological order, in plain English', () => {
    expect(titles(views)).toEqual([
      'EU joined as a principal',
      'China joined as a principal',
      'Olof Gill was named',
      'EU raised “Export controls”',
      PROPOSED,
      DELEGATION,
      HELD,
    ]);
  });
  it('can be read backwards from the last fact', () => {
    expect(titles(views, { order: 'desc' })).toEqual(titles(views).toReversed());
  });
  it('has each fact as it was recorded, and by whom', () => {
    expect(timelineOf(views, 'n', { type: 'DelegationAnnounced' }, all)).toMatchObject([
      {
        eventId: 'event-5',
        kind: 'meeting',
        thingId: 'talks',
        occurredOn: '2025-10-27',
        earliest: '2025-10-27',
        recordedBy: 'Ana',
        fact: { partyId: 'china', level: 'unclear', confirmed: false },
      },
    ]);
  });
  it('returns each page once, in both directions', () => {
    for (const order of ['asc', 'desc'] as const) {
      const seen: string[] = [];
      for (let after: readonly (string | number)[] | undefined; ;) {
        const [row] = timelineOf(views, 'n', { order }, { after, limit: 1 });
        if (row === undefined) break;
        seen.push(row.title.english);
        after = row.key;
      }
      expect(seen).toEqual(titles(views, { order }));
    }
  });
  it('is empty for another negotiation', () => {
    expect(timelineOf(views, 'another', {}, all)).toEqual([]);
    expect(lastEvent(views, 'another', '2030-01-01')).toBeUndefined();
  });

  it('can be filtered by kind and by type', () => {
    expect(titles(views, { kind: ['meeting'] })).toEqual([PROPOSED, DELEGATION, HELD]);
    expect(titles(views, { type: 'MeetingHeld' })).toEqual([HELD]);
    expect(titles(views, { kind: ['proposal'] })).toEqual([]);
  });
  it('can be filtered by a party that a fact or the opening of its thing names', () => {
    expect(titles(views, { partyId: ['china'] })).toEqual(['China joined as a principal', PROPOSED, DELEGATION, HELD]);
    expect(titles(views, { partyId: ['norway'] })).toEqual([]);
  });
  it('can be filtered by issue, including meetings on it', () => {
    expect(titles(views, { issueId: 'controls' })).toEqual(['EU raised “Export controls”', PROPOSED, DELEGATION, HELD]);
  });
  it('can be filtered by period, including facts whose span overlaps it', () => {
    const fuzzy = fact('IssueRaised', { title: 'Magnets' }, undefined, {
      circumstances: { occurredOn: on('2025-10-0X', '2025-10-01', '2025-10-09') },
    });
    const views = show(about('issue', 'magnets', fuzzy));
    const magnets = 'Issue raised: “Magnets”';
    expect(titles(views, { from: '2025-10-09', to: '2025-10-27' })).toEqual([magnets, PROPOSED, DELEGATION]);
    expect(titles(views, { from: '2025-10-10', to: '2025-10-27' })).toEqual([PROPOSED, DELEGATION]);
    expect(titles(views, { from: '2025-09-01', to: '2025-10-01' })).toEqual([magnets]);
    expect(titles(views, { from: '2025-10-31', to: '2025-10-01' })).toEqual([]);
  });
  it('says of a fact without a date that it has none, and gives it no day and no period', () => {
    const views = show(about('issue', 'magnets', fact('IssueRaised', { title: 'Magnets' }, undefined, {})));
    const [raised] = timelineOf(views, 'n', { issueId: 'magnets' }, all);
    expect(raised).toMatchObject({
      title: { english: 'Issue raised: “Magnets”' },
      dated: false,
      learnedAt: expect.any(String),
    });
    expect(raised).not.toHaveProperty('earliest');
    expect(raised).not.toHaveProperty('latest');
    const learned = raised!.learnedAt.slice(0, 10);
    expect(timelineOf(views, 'n', { issueId: 'magnets', from: learned }, all)).toEqual([]);
    expect(timelineOf(views, 'n', { issueId: 'magnets', to: learned }, all)).toEqual([]);
    expect(timelineOf(views, 'n', { type: 'MeetingHeld' }, all)[0]).not.toHaveProperty('dated');
  });
  it('has a fact with an unknown start in every period before its end', () => {
    const circumstances = { occurredOn: openBefore('2025-10-09') };
    const views = show(
      about('issue', 'magnets', fact('IssueRaised', { title: 'Magnets' }, undefined, { circumstances })),
    );
    expect(titles(views, { from: '2024-01-01', to: '2024-12-31' })).toEqual(['Issue raised: “Magnets”']);
    expect(titles(views, { from: '2025-10-10', to: '2025-10-20' })).toEqual([]);
  });

  it.each([
    ['a word of a line', 'delegation', [DELEGATION]],
    ['a name in a line', 'brussels china', [PROPOSED, DELEGATION]],
    ['a text that the line leaves out', 'coming', [DELEGATION]],
    ['the words in which a day was told', '"last week"', [PROPOSED]],
    ['a publisher', 'gazette', [HELD]],
    ['one word or another, and not a third', 'gazette OR unclear -held', [DELEGATION]],
    ['what nobody told', 'tariffs', []],
  ])('can be searched for %s', (_, q, found) => {
    const views = viewsOf(
      [things, timeline],
      ...parties,
      controls,
      about(
        'meeting',
        'talks',
        fact(
          'MeetingProposed',
          { title: 'Talks in Brussels', level: 'high-level-technical', mode: 'in-person', partyIds: ['eu', 'china'] },
          undefined,
          {
            circumstances: { occurredOn: on('2025-10-21'), occurredText: 'last week' },
          },
        ),
        fact(
          'DelegationAnnounced',
          {
            partyId: 'china',
            level: 'unclear',
            confirmed: false,
            members: [{ representativeId: 'wang', coming: 'unclear', text: 'perhaps coming' }],
          },
          '2025-10-27',
        ),
        fact('MeetingHeld', { place: 'Brussels' }, undefined, {
          circumstances: { occurredOn: on('2025-10-30'), sources: [{ publisher: 'The Gazette' }] },
        }),
      ),
    );
    const { found: items } = searchTimeline(views, 'n', { q }, all);
    expect(
      items.map(({ title }) => title.english.replace(/, unclear whether with an unknown representative/, '')),
    ).toEqual(found);
  });
  it('ends a page of a search after a thousand facts, and goes on from there', () => {
    const many = Array.from({ length: 1_005 }, (_, n) =>
      about(
        'issue',
        `issue-${n}`,
        fact('IssueRaised', { title: n === 1_002 ? 'Magnets' : `Issue ${n}` }, '2025-05-01'),
      ),
    );
    const views = viewsOf([things, timeline], ...many);
    const first = searchTimeline(views, 'n', { q: 'magnets' }, all);
    expect([first.found, first.resume?.slice(0, 2)]).toEqual([[], ['2025-05-01', '2025-05-01']]);
    const second = searchTimeline(views, 'n', { q: 'magnets' }, { ...all, after: first.resume });
    expect([second.found.map(({ title }) => title.english), second.resume]).toEqual([
      ['Issue raised: “Magnets”'],
      undefined,
    ]);
  });

  it('ends a page of a search after half a megabyte of facts, parses not many more, and goes on from there', () => {
    const many = Array.from({ length: 60 }, (_, n) =>
      about(
        'issue',
        `issue-${n}`,
        fact(
          'IssueRaised',
          { title: `Issue ${n}`, description: 'é'.repeat(n === 50 ? 400_000 : 10_000) },
          '2025-05-01',
        ),
      ),
    );
    const views = viewsOf([things, timeline], ...many);
    const parse = jest.spyOn(JSON, 'parse');
    const pages: (readonly [lookedAt: number, found: readonly string[]])[] = [];
    for (let after: Slice['after'], last = -1; ;) {
      parse.mockClear();
      const { found, resume } = searchTimeline(views, 'n', { q: '"issue 59"' }, { ...all, after });
      const parsed = parse.mock.calls.reduce((sum, [text]) => sum + Buffer.byteLength(text), 0);
      expect(parsed).toBeLessThan(512 * 1024 + 2 * 64 * 1024 + 800_000);
      pages.push([Number(resume?.at(-1) ?? 59) - last, found.map(({ title }) => title.english)]);
      if (resume === undefined) break;
      [after, last] = [resume, Number(resume.at(-1))];
    }
    parse.mockRestore();
    // 26 of a little more than 20 kB; 25, of which the last is larger than a page; the others.
    expect(pages).toEqual([
      [26, []],
      [25, []],
      [9, ['Issue raised: “Issue 59”']],
    ]);
  });
  it('folds each text of a fact once, however many terms a search has', () => {
    const many = Array.from({ length: 20 }, (_, n) =>
      about('issue', `issue-${n}`, fact('IssueRaised', { title: `Café ${n}` }, '2025-05-01')),
    );
    const views = viewsOf([things, timeline], ...many);
    const normalize = jest.spyOn(String.prototype, 'normalize');
    const callsFor = (q: string): number => {
      normalize.mockClear();
      expect(searchTimeline(views, 'n', { q }, all).found).toHaveLength(20);
      return normalize.mock.calls.length;
    };
    const one = callsFor('-thé');
    const fifty = callsFor(Array.from({ length: 50 }, (_, n) => `-thé${n}`).join(' '));
    normalize.mockRestore();
    expect(one).toBeGreaterThan(20);
    // What was typed is folded for each term, for all facts together.
    expect(fifty - one).toBeLessThan(5 * 50);
  });

  it('has a corrected fact with its corrections, and does not list the corrections', () => {
    const views = show(
      about(
        'meeting',
        'talks',
        fact('RecordCorrected', { eventId: 'event-6', changes: { place: 'Berlaymont' }, reason: 'a slip' }),
      ),
    );
    expect(titles(views)).toHaveLength(7);
    expect(timelineOf(views, 'n', { type: 'MeetingHeld' }, all)).toMatchObject([
      { title: { english: '“Talks in Brussels” was held, in Berlaymont' }, correctedBy: ['event-7'] },
    ]);
  });
  it('omits a voided fact, and still names a voided thing in other facts', () => {
    const voided = (eventId: string) => fact('RecordVoided', { eventId, reason: 'never happened' });
    expect(titles(show(about('meeting', 'talks', voided('event-6'))))).not.toContain(HELD);
    const views = show(about('party', 'china', voided('event-1')));
    expect(titles(views)).toContain(DELEGATION);
    expect(titles(views)).not.toContain('China joined as a principal');
    expect(countsOf(views, 'n')).toMatchObject({ party: 1, meeting: 1, dispute: 0 });
  });
  it('names an unrecorded thing by its kind', () => {
    const stray = about(
      'issue',
      'quotas',
      fact('IssueRaised', { title: 'Quotas', raisedById: 'norway' }, '2025-05-01'),
    );
    expect(titles(show(stray))).toContain('an unknown party raised “Quotas”');
  });
  it('does not treat recorded text as a name', () => {
    const odd = about(
      'issue',
      'odd',
      fact('IssueRaised', { title: '«china» {"stream":"party-eu"} ${x}' }, '2025-05-01'),
    );
    expect(titles(show(odd))).toContain('Issue raised: “«china» {"stream":"party-eu"} ${x}”');
  });

  it('has the last fact up to a day, without undated ones', () => {
    const views = show(about('representative', 'wang', fact('RepresentativeNamed', { name: 'Wang', kind: 'person' })));
    expect(lastEvent(views, 'n', '2026-06-01')).toMatchObject({ title: { english: HELD } });
    expect(lastEvent(views, 'n', '2025-10-29')).toMatchObject({ title: { english: DELEGATION } });
    expect(lastEvent(views, 'n', '2024-12-31')).toBeUndefined();
  });

  it('is the same in any order of recording', () => {
    const facts = dossier.flatMap(({ kind, id, facts }) => facts.map((one) => about(kind, id, one)));
    const seen = (views: Database.Database) =>
      timelineOf(views, 'n', {}, all).map(({ key: _, eventId: __, recordedAt: ___, learnedAt: ____, ...item }) => item);
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) => {
        expect(seen(viewsOf([things, timeline], ...shuffled))).toEqual(seen(views));
      }),
      { numRuns: 30 },
    );
  });
});
