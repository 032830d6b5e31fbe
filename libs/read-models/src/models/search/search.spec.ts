import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { on } from '#domain/testing.js';
import { inWorldOrder } from '#domain/world-order.js';
import { thingFrom } from '../../projection/thing.js';
import { byStream } from '../../projection/logged-event.js';
import { randomHistory } from '../../testing/random-history.js';
import { dossierOf, recordedInOrder } from '../../testing/simulated-recorder.js';
import { about, loggedOf, type Telling, viewsOf } from '../../testing/told-log.js';
import type { Key } from '../../routes/pages.js';
import { negotiationIdsOf } from '../overview/overview-items.js';
import { models } from '../replayed-models.js';
import { foldedTerm, foldedText, isIn } from '../statements/search-terms.js';
import { textsOf } from './fact-texts.js';
import { searchOf } from './search-route.js';
import { compared } from '../in-order.js';
import { TEXT_KINDS } from './texts.js';

type Asked = Partial<Parameters<typeof searchOf>[1]>;
const titles = (dossier: Parameters<typeof viewsOf>[1][], asked: Asked, among?: readonly string[], limit = 20) => {
  const db = viewsOf(models, ...dossier);
  const found = searchOf(db, { q: 'licences', order: 'desc', ...asked }, { after: undefined, limit }, among);
  db.close();
  return found.map(({ title, earliest, dated }) => `${dated === false ? 'learned ' : ''}${earliest} ${title.english}`);
};
const within = (negotiationId: string) => ({ metadata: { negotiationId } });
const telling = (type: string, data: object, day?: string, negotiationId = 'talks') =>
  ({ type, data, ...(day && { circumstances: { occurredOn: on(day) } }), ...within(negotiationId) }) as Telling;

const TALKS = [
  about('negotiation', 'talks', telling('NegotiationOpened', { title: 'Talks on licences' }, '2025-01-01')),
  about('party', 'china', telling('PartyJoined', { name: 'China', kind: 'state', role: 'principal' }, '2025-01-02')),
  about(
    'meeting',
    'round',
    telling('MeetingProposed', { title: 'Round on licences', planned: { on: on('2025-03-01') } }),
  ),
  about(
    'meeting',
    'quiet',
    telling('MeetingProposed', { title: 'Quiet round' }),
    telling('MeetingHeld', { mode: 'in-person', outcome: 'Licences for a year' }, '2025-02-01'),
  ),
  about(
    'statement',
    'said',
    telling('StatementMade', { kind: 'press-statement', text: 'No licences.', verbatim: true }, '2025-02-15'),
  ),
];
const OTHER = [
  about('negotiation', 'other', telling('NegotiationOpened', { title: 'Other talks' }, '2025-01-01', 'other')),
  about('issue', 'theirs', telling('IssueRaised', { title: 'Licences for fishing' }, '2025-02-10', 'other')),
];

describe('a search of all negotiations', () => {
  const all = [...TALKS, ...OTHER];
  it('finds what was written about things of all kinds, the latest first', () => {
    expect(titles(all, {})).toEqual([
      '2025-03-01 A meeting was proposed: “Round on licences”, for 1 March 2025',
      '2025-02-15 Unattributed (press statement): “No licences”',
      '2025-02-10 Issue raised: “Licences for fishing”',
      '2025-02-01 A meeting was proposed: “Quiet round”',
      '2025-01-01 Negotiation opened: “Talks on licences”',
    ]);
  });
  it('finds nothing in a negotiation that the caller does not have', () => {
    expect(titles(all, { q: 'fishing' }, ['talks'])).toEqual([]);
    expect(titles(all, { q: 'fishing' }, [])).toEqual([]);
    expect(titles(all, { q: 'fishing' }, ['other'])).toHaveLength(1);
  });
  it('finds only things of the kinds and of the days that are asked for', () => {
    expect(titles(all, { kind: ['issue', 'statement'] })).toHaveLength(2);
    expect(titles(all, { from: '2025-02-10', to: '2025-02-20', order: 'asc' })).toEqual([
      '2025-02-10 Issue raised: “Licences for fishing”',
      '2025-02-15 Unattributed (press statement): “No licences”',
    ]);
  });
  it('finds by name only what somebody said', () => {
    expect(titles(all, { q: 'by:wang licences' })).toEqual([]);
    expect(titles(all, { q: 'licences -by:wang' })).toHaveLength(5);
    expect(titles(all, { q: 'licences -"for fishing"' })).toHaveLength(4);
  });
});

describe('things of the same first day', () => {
  const DAYS: readonly (readonly [id: string, latest: string, time?: string])[] = [
    ['morning', '2025-03-01', '09:00'],
    ['noon', '2025-03-01'],
    ['evening', '2025-03-01', '18:00'],
    ['weekend', '2025-03-02'],
    ['month', '2025-03-31'],
    ['decade', '2035-01-01'],
    ['longer', '2035-01-02'],
    ['endless', '9999-12-31'],
  ];
  it.each(['asc', 'desc'] as const)('are in the order of their hours, then of their last days: %s', (order) => {
    const issues = DAYS.toReversed().map(([id, latest, time]) =>
      about('issue', id, {
        type: 'IssueRaised',
        data: { title: `Licences: ${id}` },
        circumstances: {
          occurredOn: on(`2025-03-01/${latest}`, '2025-03-01', latest),
          ...(time !== undefined && { occurredTime: { time, zone: 'Europe/Brussels' } }),
        },
        ...within('talks'),
      }),
    );
    const db = viewsOf(models, ...TALKS, ...issues);
    for (const limit of [1, 2, 3, 20]) {
      const found: string[] = [];
      for (let after: Key | undefined; ;) {
        const page = searchOf(db, { q: 'licences', kind: ['issue'], order }, { after, limit });
        found.push(...page.map(({ id }) => id));
        if (page.length < limit) break;
        after = page.at(-1)!.key;
      }
      const wanted = DAYS.map(([id]) => id);
      expect(found).toEqual(order === 'asc' ? wanted : wanted.toReversed());
    }
    db.close();
  });
});

describe('a search of any history', () => {
  const order = fc.constantFrom('asc' as const, 'desc' as const);
  const WORDS = ['talks', 'licence', 'harm', 'a', 'the', 'rare', '稀土', 'eu', 'tariff'];
  it('finds each thing whose facts have the word, once, over pages of any length', () => {
    fc.assert(
      fc.property(
        randomHistory,
        fc.constantFrom(...WORDS),
        fc.integer({ min: 1, max: 7 }),
        order,
        (history, word, limit, order) => {
          const { dossier } = dossierOf(recordedInOrder(history));
          const term = { text: word, begins: true };
          const db = viewsOf(models, ...dossier);
          // Nothing is found in a negotiation that was voided, which is in no list either.
          const listed = negotiationIdsOf(db);
          const wanted = [...byStream(loggedOf(...dossier)).values()]
            .map(thingFrom)
            .filter(({ negotiationId }) => listed.includes(negotiationId))
            .filter(({ kind }) => (TEXT_KINDS as readonly string[]).includes(kind))
            .filter(({ events }) =>
              textsOf(inWorldOrder(events)).some((text) => isIn(foldedTerm(term), foldedText(text))),
            )
            .map(({ stream }) => stream);
          const found: string[] = [];
          const keys: Key[] = [];
          for (let after: readonly (string | number)[] | undefined; ;) {
            const page = searchOf(db, { q: `${word}*`, kind: TEXT_KINDS, order }, { after, limit });
            found.push(...page.map(({ kind, id }) => `${kind}-${id}`));
            keys.push(...page.map(({ key }) => key));
            if (page.length < limit) break;
            after = page.at(-1)!.key;
          }
          db.close();
          expect(found.toSorted()).toEqual(wanted.toSorted());
          const inOrder = keys.toSorted(compared);
          expect(keys).toEqual(order === 'asc' ? inOrder : inOrder.toReversed());
        },
      ),
      { numRuns: 25, interruptAfterTimeLimit: 15_000 },
    );
  });
});
