import type Database from 'better-sqlite3';
import { isRefusal } from '#domain/decider.js';
import { thingOf } from '#domain/ids.js';
import { LANGUAGES } from '#messages/languages.js';
import type { Fact } from '../../projection/read-model.js';
import { WorldKindName } from '../../routes/enums.js';
import { required, several, type ValuesOf, withDefault, words } from '../../routes/parameters.js';
import type { Keyed, Slice } from '../../routes/pages.js';
import { HighWater, listRoute, type QueryRefusal } from '../../routes/read-route.js';
import {
  all,
  day,
  described,
  idOf,
  list,
  named,
  object,
  oneOf,
  onlyFalse,
  type Schema,
  type Static,
  uuid,
  withExample,
} from '../../routes/schema.js';
import { EVERYWHERE } from '../../routes/scope.js';
import { calendarOf, type MeetingFact } from '../meetings/meeting-plan.js';
import { ThingRef } from '../things.js';
import { foundOrRefused } from '../statements/search.js';
import { parseSearch, SEARCH_TERMS } from '../statements/search-query.js';
import { type StoredFact, withFacts } from '../timeline/facts.js';
import { titleField, withTitles } from '../timeline/title.js';
import { labelsFor, titleOf, type UnnamedTitle } from '../timeline/unnamed-title.js';
import { streamsIn } from '../timeline/wording.js';
import { type FoundRow, searchAll } from './search.js';
import { keyOf } from './searched.js';

const hit = object({
  kind: WorldKindName,
  id: uuid,
  negotiationId: idOf('negotiation'),
  title: titleField('The fact that opened it, in one line, as in the timeline'),
  mentions: described('Other things that are named in `title`', list(ThingRef)),
  'dated?': described(
    'False if it is not known when it was; otherwise absent. It stands where it was learned then, also in a period',
    onlyFalse,
  ),
  earliest: described(
    'The first day of a meeting, held or planned, or the first day on which the fact that opened it can have happened',
    day,
  ),
  latest: described('The last such day. Items are sorted by both', day),
});
type SearchHit = Static<typeof hit>;
const marking = object({ marking: described('The marking of what is in this item', HighWater) });
const SearchHit = named('SearchHit', all(hit, marking)) as Schema<SearchHit>;

const parameters = {
  q: required(
    withExample(
      'delegation',
      described(
        `Words, "phrases" and prefixes* that must all occur in what was written about one thing: its titles, names and texts, and those of its sources. -word: it must not occur. OR between two: one of them must occur. by:name, for:name and at:name find statements, as in the list of statements. At most ${SEARCH_TERMS} words and phrases`,
        words(500),
      ),
    ),
  ),
  kind: described('Only things of these kinds. It may be repeated', several(WorldKindName)),
  from: described('Held, planned or told of as of this day or later', day),
  to: described('Held, planned or told of as of this day or earlier', day),
  order: withDefault(described('desc: the latest first', oneOf('SortOrder', ['asc', 'desc'])), 'desc'),
};

/** Things with the line of the fact that opened each. */
const show = (db: Database.Database, rows: readonly FoundRow[]): readonly Keyed<SearchHit>[] => {
  const told = withFacts<Fact, FoundRow>(db, rows).map((row) => ({ ...row, first: openingOf(row) }));
  const titles = told.map(({ stream, first }) => titleOf(first, { self: stream, opening: first }));
  const labels = labelsFor(db, titles);
  return told.map((row, n) => {
    const { id, negotiationId, earliest, latest } = row;
    return {
      key: keyOf(row),
      kind: row.kind as SearchHit['kind'],
      id,
      negotiationId,
      title: titles[n]!.named(labels),
      mentions: mentionsIn(titles[n]!, row.stream),
      ...(!isDated(row) && { dated: false as const }),
      earliest,
      latest,
    };
  });
};

const mentionsIn = ({ line }: UnnamedTitle, self: string): SearchHit['mentions'] =>
  [...new Set(streamsIn(line))].filter((stream) => stream !== self).map(thingOf);

type FoundWithFacts = FoundRow & Readonly<{ facts: readonly StoredFact[] }>;
const openingOf = ({ opening, facts }: FoundWithFacts): StoredFact =>
  facts.find(({ ordinal, type }) => (opening === undefined ? type === 'StatementMade' : ordinal === opening))!;
const isDated = ({ kind, facts, first }: FoundWithFacts & Readonly<{ first: StoredFact }>): boolean =>
  kind === 'meeting'
    ? calendarOf(facts as readonly MeetingFact[]).days !== undefined
    : first.metadata.occurredOn !== undefined;

/** Of the examples of the commands. */
const EXAMPLE = {
  items: [
    {
      kind: 'statement',
      id: '5ba1ad00-0000-4000-8000-000000000062',
      negotiationId: '5ba1ad00-0000-4000-8000-000000000001',
      title:
        'Olof Gill for Maroš Šefčovič (spokesperson’s remark): A “high-level technical” Chinese delegation will arrive in Brussels on Thursday',
      mentions: [
        { kind: 'representative', id: '5ba1ad00-0000-4000-8000-000000000022' },
        { kind: 'representative', id: '5ba1ad00-0000-4000-8000-000000000021' },
      ],
      earliest: '2025-10-27',
      latest: '2025-10-27',
      marking: { level: 'public' },
    },
  ],
  names: {
    '5ba1ad00-0000-4000-8000-000000000001': {
      kind: 'negotiation',
      label: 'EU–China talks on rare-earth export controls',
    },
    '5ba1ad00-0000-4000-8000-000000000021': { kind: 'representative', label: 'Maroš Šefčovič' },
    '5ba1ad00-0000-4000-8000-000000000022': { kind: 'representative', label: 'Olof Gill' },
    '5ba1ad00-0000-4000-8000-000000000062': {
      kind: 'statement',
      label: 'A “high-level technical” Chinese delegation will arrive in Brussels on Thursday',
    },
  },
};

/** What has what is searched for, in all negotiations. `among`: only in these. */
export const searchOf = (
  db: Database.Database,
  { q, kind, order, from, to }: ValuesOf<typeof parameters>,
  slice: Slice,
  among?: readonly string[],
): readonly Keyed<SearchHit>[] => {
  const clauses = parseSearch(q);
  if (isRefusal(clauses)) return [];
  return show(db, searchAll(db, { clauses, kinds: kind, from, to }, slice, order === 'desc', among));
};

const refuseSearch = ({ q }: ValuesOf<typeof parameters>): QueryRefusal | undefined => {
  const search = parseSearch(q);
  return isRefusal(search) ? { status: 400, pointer: '/q', ...search } : undefined;
};

export const searchRoutes = [
  listRoute({
    path: 'search',
    operationId: 'search',
    summary: 'Search all negotiations that the caller may read: whatever was written, in the order of days',
    tag: 'search',
    parameters,
    models: ['texts', 'statements', 'overview', 'meetings', 'timeline'],
    item: SearchHit,
    marksItems: true,
    sentences: { languages: LANGUAGES, write: withTitles },
    example: EXAMPLE,
    check: refuseSearch,
    subject: () => EVERYWHERE,
    ask: (views, asked, { slice, among }) => foundOrRefused(() => searchOf(views, asked, slice, among)),
  }),
];
