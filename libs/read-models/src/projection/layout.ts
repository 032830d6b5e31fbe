import type { ReadModel, Table, Terms, TextIndex } from './read-model.js';

/**
 * How tables are stored. `marked`: every row with the marking of its thing, which leads every index of the queries, under
 * another name, so that a query finds no table without a lens. `plain`: as a model describes them, in a database that
 * only has what its reader may see.
 */
export type Layout = 'marked' | 'plain';

/** The name of a table in the database. */
export const storedAs = (table: string, layout: Layout): string => (layout === 'marked' ? `marked_${table}` : table);

type Made = Readonly<{ type: 'table' | 'virtual'; name: string; sql: string }>;

/** What makes the tables, indexes and full-text indexes of a model. */
export const statementsFor = (
  { tables, texts = {} }: Pick<ReadModel, 'tables' | 'texts'>,
  layout: Layout,
): readonly Made[] => [
  ...Object.entries(tables).flatMap(([name, table]): Made[] => [
    { type: 'table', name: storedAs(name, layout), sql: tableSql(name, table, layout) },
    ...(table.terms === undefined
      ? []
      : [{ type: 'table' as const, name: termsOf(name), sql: termsSql(name, table, table.terms) }]),
    ...(table.tallies === undefined ? [] : [{ type: 'table' as const, name: talliesOf(name), sql: talliesSql(name) }]),
  ]),
  ...Object.entries(texts).map(([name, text]): Made => ({ type: 'virtual', name, sql: textSql(name, text) })),
];

/** Whether rows are stored in the order of their ordinals. In marked tables, `place` puts the marking before the ordinal. */
export const isStoredByOrdinal = ({ columns, key }: Table): boolean => key === undefined && 'ordinal' in columns;

const tableSql = (name: string, table: Table, layout: Layout): string => {
  const { columns, key, indexes = [] } = table;
  const stored = storedAs(name, layout);
  const lead = layout === 'marked' ? ['marking'] : [];
  const listed = Object.entries(columns).map(([column, type]) => {
    if (column === 'ordinal' && isStoredByOrdinal(table) && layout === 'plain') return 'ordinal INTEGER PRIMARY KEY';
    return `"${column}" ${type.endsWith('?') ? type.slice(0, -1) : `${type} NOT NULL`}`;
  });
  const hasPlace = layout === 'marked' && isStoredByOrdinal(table);
  const place = hasPlace ? ['place INTEGER PRIMARY KEY'] : [];
  const fields = [...place, ...lead.map((column) => `${column} TEXT NOT NULL`), ...listed];
  const primary = key === undefined ? [] : [`PRIMARY KEY (${quoted([...lead, ...key])})`];
  const indexOn = (index: readonly string[]) => {
    const [first] = index as [string];
    const where = columns[first]?.endsWith('?') ? ` WHERE "${first}" IS NOT NULL` : '';
    const indexed = [...lead, ...index];
    return `CREATE INDEX "${stored}_by_${indexed.join('_')}" ON "${stored}" (${quoted(indexed)})${where}`;
  };
  const byOrdinal = hasPlace ? [`CREATE UNIQUE INDEX "${stored}_by_ordinal" ON "${stored}" (ordinal)`] : [];
  return [
    `CREATE TABLE "${stored}" (${[...fields, ...primary].join(', ')})
       STRICT${key === undefined ? '' : ', WITHOUT ROWID'}`,
    ...byOrdinal,
    ...[...(key?.[0] === 'stream' ? [] : [['stream']]), ...indexes].map(indexOn),
  ].join(';\n');
};

/** The name of the table that has the terms of a table. */
export const termsOf = (table: string): string => `${table}_terms`;
/** The columns of that table: the order of a list, which the ordinal may be part of. */
export const sortColumns = ({ by }: Terms): readonly string[] => [
  ...by.filter((column) => column !== 'ordinal'),
  'ordinal',
];

/** It has no marking, which is in the numbers of terms. */
const termsSql = (name: string, { columns }: Table, terms: Terms): string => {
  const typeOf = (column: string) => (terms.days.includes(column) ? 'INTEGER' : columns[column]);
  const fields = [
    'term INTEGER NOT NULL',
    ...sortColumns(terms).map((column) => `"${column}" ${typeOf(column)} NOT NULL`),
  ];
  return `CREATE TABLE "${termsOf(name)}" (${fields.join(', ')}, PRIMARY KEY (${quoted(['term', ...sortColumns(terms)])}))
       STRICT, WITHOUT ROWID`;
};

/** The name of the table that has the tallies of a table. */
export const talliesOf = (table: string): string => `${table}_tallies`;

/** In every layout with the marking, since the sums of one reader are made from those of their markings. */
const talliesSql = (name: string): string =>
  `CREATE TABLE "${talliesOf(name)}" (negotiationId TEXT NOT NULL, marking TEXT NOT NULL, name TEXT NOT NULL,
     day TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (negotiationId, marking, name, day)) STRICT, WITHOUT ROWID`;

const quoted = (columns: readonly string[]) => columns.map((column) => `"${column}"`).join(', ');

/** It stores no texts. Its rowids have the ordinals of the rows of its table (`text-rank.ts`). */
const textSql = (name: string, { tokenizer, hasPhrases }: TextIndex): string =>
  `CREATE VIRTUAL TABLE "${name}" USING fts5 (words, content = '', contentless_delete = 1, ${hasPhrases ? '' : 'detail = none, '}tokenize = "${tokenizer}")`;
