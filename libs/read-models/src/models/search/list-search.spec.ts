import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Database from 'better-sqlite3';
import { on } from '#domain/testing.js';
import type { Key, Keyed, Slice } from '../../routes/pages.js';
import { about, type About, type Telling, viewsOf } from '../../testing/told-log.js';
import { disputesOf } from '../disputes.js';
import { allMeetingsOf } from '../meetings/all-meetings.js';
import { meetingsOf } from '../meetings/meetings.js';
import { issuesOf, negotiationsOf } from '../overview/overview-items.js';
import { models } from '../replayed-models.js';

/** Many more than are sorted at once. */
const MANY = 1_200;

/** What is written about the nth thing. */
const textOf = (n: number): string =>
  [
    `Text ${n}`,
    ...(n % 2 === 0 ? ['on steel'] : []),
    ...(n % 3 === 0 ? [] : ['in Geneva']),
    ...(n % 100 === 0 ? ['rare'] : []),
  ].join(' ');
const numbered = (dossier: (n: number) => About) => Array.from({ length: MANY }, (_, n) => dossier(n));
const telling = (type: string, data: object, n: number, negotiationId: string) =>
  ({
    type,
    data,
    circumstances: { occurredOn: on(`2025-${String((n % 12) + 1).padStart(2, '0')}-01`) },
    metadata: { negotiationId },
  }) as Telling;
/** Those of every other number are in the other talks. */
const talksOf = (n: number) => (n % 4 < 2 ? 'talks' : 'others');
const planned = (n: number) => ({
  title: textOf(n),
  planned: { on: on(`2026-01-${String((n % 28) + 1).padStart(2, '0')}`) },
});
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
        expect(all.length).toBeGreaterThan(MANY / 2 - 1);
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
