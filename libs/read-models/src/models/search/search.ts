import type Database from 'better-sqlite3';
import type { Kind } from '#domain/ids.js';
import type { Clause, SearchTerm } from '../statements/search-query.js';
import { statementRowsOf } from '../statements/statements.js';
import { conditionsFor, withMinute } from '../listed.js';
import { negotiationIdsOf } from '../overview/overview-items.js';
import type { Slice } from '../../routes/pages.js';
import { termOf } from '../../projection/terms.js';
import { havingOneOf } from './matches.js';
import { compared } from '../in-order.js';
import { keyOf, searched } from './searched.js';

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
  const asked = kinds?.filter((kind) => kind !== 'statement');
  const wanted = [
    ...clauses.map(({ anyOf, isExcluded }) => ({ anyOf: anyOf.filter(isText), isExcluded })),
    ...(asked === undefined ? [] : [havingOneOf(asked.map((kind) => termOf('kind', kind)))]),
  ];
  return searched<FoundRow>(
    db,
    { name: 'texts', index: 'text_search', isDescending },
    {
      sought: negotiationIds.map((negotiationId) => ({ negotiationId, clauses: wanted })),
      period: { from, to },
      conditions: conditionsFor(CONDITIONS, { kinds: asked, from, to }),
      values: { from, to, kinds: asked && JSON.stringify(asked) },
    },
    slice,
  );
};

/** Of things that nobody said, no name of who said them is known. */
const isText = ({ field }: SearchTerm) => field === undefined;

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
