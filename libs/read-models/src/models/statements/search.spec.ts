import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { EU_LADDER } from '#domain/marking.js';
import { on } from '#domain/testing.js';
import { armsFor, Lens } from '../../projection/lens.js';
import { canReadMarking } from '../../projection/marking-of-rows.js';
import { visibleTo } from '../../projection/visible-markings.js';
import { wordFor } from '../../projection/scoped-terms.js';
import type { QueryContext } from '../../routes/read-route.js';
import { inBatches } from '../../testing/batches.js';
import { about, type About, logOf, type Telling, viewsOf } from '../../testing/told-log.js';
import { meetings } from '../meetings/meetings.js';
import { overview } from '../overview/overview.js';
import { things } from '../things.js';
import { timeline } from '../timeline/timeline.js';
import { statementRoutes, statements, statementsOf } from './statements.js';

const MODELS = [things, overview, meetings, statements, timeline];
const LEVELS = ['public', 'restreint', 'secret'] as const;
type Level = (typeof LEVELS)[number];

/** Who and what a statement names, and how secret each of them is. */
const PEOPLE = {
  gill: ['Olof Gill', 'public'],
  wang: ['Wang Wentao', 'public'],
  li: ['Li Chenggang', 'secret'],
} as const;
const PARTIES = { eu: ['European Union', 'public'], china: ['China', 'restreint'] } as const;
const MEETINGS = { brussels: ['Talks in Brussels', 'public'], call: ['Video call', 'secret'] } as const;
const SHORT = { eu: 'EU', china: 'PRC' } as const;
const PARTY_OF = { gill: 'eu', wang: 'china', li: 'china' } as const;

type Said = Readonly<{
  words: readonly string[];
  level: Level;
  by?: keyof typeof PEOPLE;
  onBehalfOf?: keyof typeof PEOPLE;
  for?: keyof typeof PARTIES;
  at?: keyof typeof MEETINGS;
}>;

const marked = (level: Level, fact: Telling): Telling =>
  level === 'public' ? fact : { ...fact, metadata: { marking: { level } } };
const talks = (negotiationId: string, said: readonly Said[]): readonly About[] => {
  const elsewhere = ({ metadata, ...fact }: Telling): Telling => ({
    ...fact,
    metadata: { ...metadata, negotiationId },
  });
  const inTalks = (kind: About['kind'], id: string, fact: Telling) =>
    about(kind, negotiationId === 'n' ? id : `${negotiationId}-${id}`, elsewhere(fact));
  const opened = { type: 'NegotiationOpened', data: { title: 'Talks' }, metadata: { negotiationId } } as Telling;
  return [
    about('negotiation', negotiationId, opened),
    ...Object.entries(PARTIES).map(([id, [name, level]]) =>
      inTalks(
        'party',
        id,
        marked(level, {
          type: 'PartyJoined',
          data: { name, shortName: SHORT[id as keyof typeof SHORT], kind: 'state', role: 'principal' },
        }),
      ),
    ),
    ...Object.entries(PEOPLE).map(([id, [name, level]]) =>
      inTalks(
        'representative',
        id,
        marked(level, {
          type: 'RepresentativeNamed',
          data: { name, kind: 'person', partyId: PARTY_OF[id as keyof typeof PARTY_OF] },
        } as unknown as Telling),
      ),
    ),
    ...Object.entries(MEETINGS).map(([id, [title, level]]) =>
      inTalks('meeting', id, marked(level, { type: 'MeetingProposed', data: { title } })),
    ),
    ...said.map((one, n) =>
      inTalks(
        'statement',
        `said-${n}`,
        marked(one.level, {
          type: 'StatementMade',
          data: {
            kind: 'interview',
            verbatim: true,
            attribution: 'background',
            text: one.words.join(' '),
            ...(one.by && { speakerId: one.by }),
            ...(one.onBehalfOf && { speakingForId: one.onBehalfOf }),
            ...(one.for && { partyId: one.for }),
            ...(one.at && { meetingId: one.at }),
          },
          circumstances: { occurredOn: on('2025-10-27') },
        } as unknown as Telling),
      ),
    ),
  ];
};

/** What a search finds in these talks, beside others with the same words, for a reader who is cleared up to a level. */
const foundBy = async (said: readonly Said[], level: Level, q: string): Promise<readonly string[]> => {
  const { db } = await inBatches(MODELS, logOf(...talks('n', said), ...talks('m', said)), [1_000]);
  const visible = visibleTo(db, { negotiationId: 'n' }, (marking) =>
    canReadMarking(EU_LADDER, { level, compartments: [] }, marking),
  );
  new Lens(db, MODELS, { arms: armsFor(visible.markings.length), within: 'negotiation' }).show(visible);
  const found = statementsOf(db, 'n', { q }, { after: undefined, limit: 100 }).map(({ id }) => id);
  db.close();
  return found.toSorted();
};

/** A term as somebody types it: a word, two words as a phrase, or the beginning of a word. */
type Wanted = Readonly<{ field?: 'by' | 'for' | 'at'; words: readonly string[]; begins: boolean }>;
type Search = readonly Readonly<{ anyOf: readonly Wanted[]; isExcluded: boolean }>[];

const typedAs = ({ field, words, begins }: Wanted): string => {
  const star = begins ? '*' : '';
  return `${field ? `${field}:` : ''}${words.length > 1 ? `"${words.join(' ')}"${star}` : `${words[0]!}${star}`}`;
};
const queryFor = (search: Search): string =>
  search.map(({ anyOf, isExcluded }) => `${isExcluded ? '-' : ''}${anyOf.map(typedAs).join(' OR ')}`).join(' ');

/** The same search, evaluated on the words of each statement. */
const evaluated = (said: readonly Said[], level: Level, search: Search): readonly string[] => {
  const cleared = (one: Level) => LEVELS.indexOf(one) <= LEVELS.indexOf(level);
  const has = (text: readonly string[], { words, begins }: Wanted) =>
    text.some((_, start) =>
      words.every((word, n) => {
        const there = text[start + n]?.toLowerCase();
        const wanted = word.toLowerCase();
        return begins && n === words.length - 1 ? there?.startsWith(wanted) : there === wanted;
      }),
    );
  const named = (things: Readonly<Record<string, readonly [string, Level]>>, term: Wanted, id: string | undefined) => {
    if (id === undefined || !cleared(things[id]![1])) return false;
    const names = [things[id]![0], ...(things === PARTIES ? [SHORT[id as keyof typeof SHORT]] : [])];
    return names.some((name) => has(name.split(' '), term));
  };
  const holds = (one: Said, term: Wanted): boolean => {
    if (term.field === undefined) return has(one.words, term);
    if (term.field === 'by') return named(PEOPLE, term, one.by) || named(PEOPLE, term, one.onBehalfOf);
    if (term.field === 'at') return named(MEETINGS, term, one.at);
    if (one.for !== undefined) return named(PARTIES, term, one.for);
    const speaker = one.onBehalfOf ?? one.by;
    return speaker !== undefined && cleared(PEOPLE[speaker][1]) && named(PARTIES, term, PARTY_OF[speaker]);
  };
  return said
    .flatMap((one, n) => {
      const all = search.every(({ anyOf, isExcluded }) => anyOf.some((term) => holds(one, term)) !== isExcluded);
      return cleared(one.level) && all ? [`said-${n}`] : [];
    })
    .toSorted();
};

const WORDS = ['accept', 'acceptance', 'reject', 'licences', 'quotas', 'or', 'not', 'by'];
const level = fc.constantFrom(...LEVELS);
const perhaps = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const anySaid: fc.Arbitrary<Said> = fc
  .record({
    words: fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }),
    level,
    by: perhaps(fc.constantFrom('gill', 'wang', 'li')),
    onBehalfOf: perhaps(fc.constantFrom('gill', 'wang', 'li')),
    for: perhaps(fc.constantFrom('eu', 'china')),
    at: perhaps(fc.constantFrom('brussels', 'call')),
  })
  .map((said) => JSON.parse(JSON.stringify(said)) as Said);
const wordsOf = (words: readonly string[]) =>
  fc.record({
    words: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 2 }),
    begins: fc.boolean(),
  });
const inField = (field: 'by' | 'for' | 'at', words: readonly string[]) =>
  wordsOf(words).map((term): Wanted => ({ field, ...term }));
const anyTerm: fc.Arbitrary<Wanted> = fc.oneof(
  { weight: 3, arbitrary: wordsOf([...WORDS, 'acc', 'lic']) },
  inField('by', ['olof', 'Gill', 'wang', 'Li', 'W', 'Chenggang']),
  inField('for', ['EU', 'european', 'union', 'China', 'prc', 'C']),
  inField('at', ['Brussels', 'talks', 'in', 'video', 'call', 'b']),
);
const anySearch: fc.Arbitrary<Search> = fc.array(
  fc.oneof(
    fc.array(anyTerm, { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf, isExcluded: false })),
    anyTerm.map((term) => ({ anyOf: [term], isExcluded: true })),
  ),
  { minLength: 1, maxLength: 4 },
);

describe('a search', () => {
  it('finds what it means among what its reader may see, and nothing else', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(anySaid, { minLength: 1, maxLength: 6 }),
        level,
        anySearch,
        async (said, who, search) => {
          const found = await foundBy(said, who, queryFor(search));
          expect([queryFor(search), found]).toEqual([queryFor(search), evaluated(said, who, search)]);
        },
      ),
      { numRuns: 300 },
    ));

  const said: readonly Said[] = [
    { words: ['We', 'accept', 'licences'], level: 'public', by: 'gill', for: 'eu' },
    { words: ['We', 'reject', 'quotas'], level: 'public', by: 'wang' },
    { words: ['We', 'accept', 'quotas'], level: 'secret', by: 'wang' },
    { words: ['Later'], level: 'public', by: 'li' },
  ];
  it.each([
    ['-accept', ['said-1', 'said-3']],
    ['accept OR reject', ['said-0', 'said-1']],
    ['we -accept', ['said-1']],
    ['-we', ['said-3']],
    ['by:Gill OR quotas', ['said-0', 'said-1']],
    ['-by:Gill', ['said-1', 'said-3']],
    ['for:EU', ['said-0']],
    ['we -for:EU', ['said-1']],
    // Neither a hidden person nor a hidden party tells what it stands for.
    ['by:Li', []],
    ['for:China', []],
    ['later -by:Li', ['said-3']],
  ])('for %s finds %j for a reader without a clearance', async (q, wanted) => {
    expect(await foundBy(said, 'public', q)).toEqual(wanted);
  });
  it.each([
    ['accept', ['said-0', 'said-2']],
    ['by:Li', ['said-3']],
    ['for:China', ['said-1', 'said-2', 'said-3']],
  ])('for %s finds %j for a reader who may see everything', async (q, wanted) => {
    expect(await foundBy(said, 'secret', q)).toEqual(wanted);
  });
  it('takes no text for a term of the record', async () => {
    const spoofed: readonly Said[] = [{ words: ['Licences', wordFor('speaker gill')], level: 'public', by: 'wang' }];
    expect(await foundBy(spoofed, 'public', 'by:Gill')).toEqual([]);
    expect(await foundBy(spoofed, 'public', 'licences -by:Gill')).toEqual(['said-0']);
    expect(await foundBy(said, 'public', `we ${wordFor('speaker gill')}`)).toEqual([]);
  });
  it('is refused if its names stand for thousands', () => {
    const meetings = (count: number) =>
      Array.from({ length: count }, (_, n) =>
        about('meeting', `m${n}`, { type: 'MeetingProposed', data: { title: `Round ${n}` } }),
      );
    const route = statementRoutes.find(({ operationId }) => operationId === 'listStatements')!;
    const asking = (count: number) => {
      const db = viewsOf(MODELS, ...talks('n', said), ...meetings(count));
      const answer = route.find(db, { negotiationId: 'n', q: 'at:round' }, {
        slice: { after: undefined, limit: 9 },
      } as QueryContext);
      db.close();
      return answer;
    };
    expect(asking(5_000)).toMatchObject({ body: { items: [] } });
    expect(asking(5_001)).toMatchObject({ refused: 'search-too-many-terms', status: 400, pointer: '/q' });
  });
});
