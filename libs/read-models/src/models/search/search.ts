import type Database from 'better-sqlite3';
import type { Kind } from '#domain/ids.js';
import type { Clause, SearchTerm } from '../statements/search-query.js';
import { statementRowsOf } from '../statements/statements.js';
import { conditionsFor, type List, listed, partsIn, withMinute } from '../listed.js';
import { negotiationIdsOf } from '../overview/overview-items.js';
import type { Key, Slice } from '../../routes/pages.js';
import { termOf } from '../../projection/terms.js';
import { anyOf, matchesIn } from './matches.js';
import { FEW, sortedRows } from './sorted-rows.js';
import { texts } from './texts.js';

/** `from` and `to`: the days on which it may have happened. */
export type Sought = Readonly<{
  clauses: readonly Clause[];
  kinds?: readonly Kind[] | undefined;
  from?: string | undefined;
  to?: string | undefined;
}>;

/** A thing that was found. `opening`: the ordinal of the fact that opened it. */
export type FoundRow = Readonly<{
  ordinal: number;
  stream: string;
  id: string;
  negotiationId: string;
  kind: Kind;
  earliest: string;
  latest: string;
  minute: number;
  opening?: number;
}>;

const LIST: List = { name: 'texts', table: texts.tables['texts']! };
const CONDITIONS = {
  kinds: 'kind IN (SELECT value FROM json_each(@kinds))',
  from: 'latest >= @from',
  to: 'reachesFrom <= @to',
};

/** The things of these negotiations that have what is searched for, without statements, in the order of their days. */
export const textRowsOf = (
  db: Database.Database,
  negotiationIds: readonly string[],
  { clauses, kinds, from, to }: Sought,
  slice: Slice,
  isDescending: boolean,
): readonly FoundRow[] => {
  const wanted = wantedOfTexts(clauses);
  const asked = kinds?.filter((kind) => kind !== 'statement');
  if (wanted === undefined || asked?.length === 0) return [];
  const found = matchesIn(db, 'text_search', negotiationIds, wanted);
  const without =
    found === undefined && wanted.length > 0
      ? matchesIn(db, 'text_search', negotiationIds, anyOf(wanted.flatMap((clause) => clause.anyOf)))
      : undefined;
  const conditions = [
    ...conditionsFor(CONDITIONS, { kinds: asked, from, to }),
    ...(without === undefined ? [] : ['ordinal NOT IN (SELECT value FROM json_each(@without))']),
  ];
  const values = { from, to, kinds: asked && JSON.stringify(asked), without: without && JSON.stringify(without) };
  const list = { ...LIST, isDescending };
  if (found !== undefined && found.length <= FEW)
    return sortedRows<FoundRow>(db, list, { negotiationIds, found, conditions, values }, slice);
  const parts = asked
    ? { parts: asked.map((kind) => ({ term: termOf('kind', kind) })) }
    : partsIn({ from, to }, 'earliest');
  return listed<FoundRow>(
    db,
    list,
    { negotiationId: negotiationIds, ...parts, conditions, values, ordinals: found && new Set(found) },
    slice,
  );
};

const isText = ({ field }: SearchTerm) => field === undefined;

/** What is asked of things that nobody said: no name of who said them is theirs. Undefined if they cannot have it. */
const wantedOfTexts = (clauses: readonly Clause[]): readonly Clause[] | undefined => {
  const wanted = clauses
    .map(({ anyOf, isExcluded }) => ({ anyOf: anyOf.filter(isText), isExcluded }))
    .filter(({ anyOf, isExcluded }) => anyOf.length > 0 || !isExcluded);
  return wanted.every(({ anyOf }) => anyOf.length > 0) ? wanted : undefined;
};

export const keyOf = ({ earliest, latest, minute, ordinal }: FoundRow): Key => [earliest, latest, minute, ordinal];

/** All that has what is searched for, in the negotiations that the reader has, in the order of days. */
export const searchAll = (
  db: Database.Database,
  { kinds, ...sought }: Sought,
  slice: Slice,
  isDescending: boolean,
  among?: readonly string[],
): readonly FoundRow[] => {
  const negotiationIds = negotiationIdsOf(db, among);
  const said =
    kinds === undefined || kinds.includes('statement')
      ? statementRowsOf(db, negotiationIds, sought, slice, isDescending)
      : [];
  const told = textRowsOf(db, negotiationIds, { kinds, ...sought }, withMinute(slice), isDescending);
  const direction = isDescending ? -1 : 1;
  return [...said.map((row) => ({ ...row, kind: 'statement' as const })), ...told]
    .toSorted((one, other) => direction * compared(keyOf(one), keyOf(other)))
    .slice(0, slice.limit);
};

const compared = (one: Key, other: Key): number => {
  const n = one.findIndex((value, i) => value !== other[i]);
  return n < 0 ? 0 : one[n]! < other[n]! ? -1 : 1;
};
