import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { on } from '#domain/testing.js';
import { dayNumber, NO_DAY } from '../../projection/terms.js';
import type { Key, Keyed, Slice } from '../../routes/pages.js';
import { draws, sameDraws } from '../../testing/draws.js';
import { randomHistory } from '../../testing/random-history.js';
import { dossierOf, recordedByRank, recordedInOrder } from '../../testing/simulated-recorder.js';
import { about, type About, type Telling, viewsOf } from '../../testing/told-log.js';
import { disputesOf } from '../disputes.js';
import { allMeetingsOf } from '../meetings/all-meetings.js';
import { LIST as MEASURES } from '../measures.js';
import { LIST as MEETINGS, meetingsOf } from '../meetings/meetings.js';
import { issuesOf, negotiationsOf, OVERVIEW_LISTS } from '../overview/overview-items.js';
import { LIST as PROPOSALS } from '../proposals.js';
import { models } from '../replayed-models.js';

/** Of so many things, more have some of the words than are sorted at once. */
const MANY = 800;

const monthOf = (n: number): number => (n % 12) + 1;
const dayOf = (n: number, year: number) => on(`${year}-${String(monthOf(n)).padStart(2, '0')}-01`);
/** What is written about the nth thing. */
const textOf = (n: number): string =>
  [
    `Text ${n}`,
    ...(n % 4 === 3 ? [] : ['on steel']),
    ...(n % 5 === 0 ? [] : ['in Geneva']),
    ...(n % 100 === 0 ? ['rare'] : []),
    ...(monthOf(n) > 3 ? ['late'] : []),
  ].join(' ');
const numbered = (dossier: (n: number) => About) => Array.from({ length: MANY }, (_, n) => dossier(n));
const telling = (type: string, data: object, n: number, negotiationId: string) =>
  ({
    type,
    data,
    circumstances: { occurredOn: dayOf(n, 2025) },
    metadata: { negotiationId },
  }) as Telling;
/** A few are in the other talks. */
const talksOf = (n: number) => (n % 20 === 0 ? 'others' : 'talks');
/** Some have no day: a list has them last, and their texts stand where they were learned. */
const planned = (n: number) => ({ title: textOf(n), ...(n % 50 !== 7 && { planned: { on: dayOf(n, 2026) } }) });
const dispute = (n: number) => ({ about: { kind: 'measure', id: 'm' }, rivalAccount: textOf(n) });

const EVERYTHING = { after: undefined, limit: 5_000 };
type List = (db: Database.Database, q: string | undefined, slice: Slice) => readonly Keyed<{ id: string }>[];
const LISTS: Readonly<Record<string, List>> = {
  'the meetings of a negotiation': (db, q, slice) => meetingsOf(db, 'talks', { q }, slice),
  'the meetings of several negotiations': (db, q, slice) => allMeetingsOf(db, { q }, slice, ['talks', 'others']),
  'the issues of a negotiation': (db, q, slice) => issuesOf(db, 'talks', { q }, slice),
  'the disputes of a negotiation': (db, q, slice) => disputesOf(db, 'talks', { q }, slice),
  negotiations: (db, q, slice) => negotiationsOf(db, { q }, slice),
};

const SEARCHES: Readonly<Record<string, (text: string) => boolean>> = {
  steel: (text) => text.includes('steel'),
  'steel geneva': (text) => text.includes('steel') && text.includes('Geneva'),
  'steel OR rare': (text) => text.includes('steel') || text.includes('rare'),
  '"steel in Geneva"': (text) => text.includes('steel in Geneva'),
  'geneva -steel': (text) => text.includes('Geneva') && !text.includes('steel'),
  'geneva -rare': (text) => text.includes('Geneva') && !text.includes('rare'),
  rare: (text) => text.includes('rare'),
  late: (text) => text.includes('late'),
  'late -rare': (text) => text.includes('late') && !text.includes('rare'),
  '-steel': (text) => !text.includes('steel'),
  '-rare': (text) => !text.includes('rare'),
  '-steel -geneva': (text) => !text.includes('steel') && !text.includes('Geneva'),
  bicycle: () => false,
  '-bicycle': () => true,
};

describe('a search of a list', () => {
  let db: Database.Database;
  beforeAll(() => {
    db = viewsOf(
      models,
      about('negotiation', 'talks', telling('NegotiationOpened', { title: 'Talks' }, 0, 'talks')),
      about('negotiation', 'others', telling('NegotiationOpened', { title: 'Others' }, 0, 'others')),
      ...numbered((n) => about('meeting', `m${n}`, telling('MeetingProposed', planned(n), n, talksOf(n)))),
      ...numbered((n) => about('issue', `i${n}`, telling('IssueRaised', { title: textOf(n) }, n, 'talks'))),
      ...numbered((n) => about('dispute', `d${n}`, telling('AccountDisputed', dispute(n), n, 'talks'))),
      ...numbered((n) => about('negotiation', `n${n}`, telling('NegotiationOpened', { title: textOf(n) }, n, `n${n}`))),
    );
  });
  afterAll(() => void db.close());

  const isNumbered = (id: string) => /^[a-z]\d+$/.test(id);
  const isFound = (id: string, matches: (text: string) => boolean) =>
    matches(isNumbered(id) ? textOf(Number(id.slice(1))) : id);

  describe.each(Object.entries(LISTS))('%s', (_, list) => {
    it.each(Object.entries(SEARCHES))(
      'by %s finds what a reader of all texts would find, in the same order',
      (q, matches) => {
        const all = list(db, undefined, EVERYTHING).map(({ id }) => id);
        expect(all.length).toBeGreaterThan(750);
        const wanted = all.filter((id) => isFound(id, matches));
        const pages: string[] = [];
        for (let after: Key | undefined; ;) {
          const page = list(db, q, { after, limit: 150 });
          pages.push(...page.map(({ id }) => id));
          if (page.length < 150) break;
          after = page.at(-1)!.key;
        }
        expect(pages).toEqual(wanted);
      },
    );
  });
});

describe('the days of a list whose text search goes by days', () => {
  it('are those on which the texts of its things stand, for whatever has a day', () => {
    let compared = 0;
    const isSame = fc.property(randomHistory, (history) => {
      const db = viewsOf(models, ...dossierOf(recordedByRank(recordedInOrder(history))).dossier);
      for (const { name, table } of [MEETINGS, MEASURES, PROPOSALS, ...OVERVIEW_LISTS]) {
        const day = table.terms!.by[0]!;
        const rows = db
          .prepare<[], Readonly<{ stream: string; day: string; ofText: string }>>(
            `SELECT it.stream, it."${day}" AS day, texts.earliest AS ofText FROM "${name}" AS it JOIN texts USING (stream)`,
          )
          .all();
        const dated = rows.filter(({ day }) => dayNumber(day) < NO_DAY);
        expect(dated.filter(({ day, ofText }) => day !== ofText)).toEqual([]);
        compared += dated.length;
      }
      db.close();
    });
    fc.assert(isSame, draws(20));
    compared = 0;
    fc.assert(isSame, sameDraws(10));
    expect(compared).toBeGreaterThan(50);
  });
});
