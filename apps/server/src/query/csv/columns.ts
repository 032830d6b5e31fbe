import { isDeepStrictEqual } from 'node:util';
import { kindIn, roleOf } from '#read-models/models/resolve-labels.js';

/** A JSON Schema of the OpenAPI document. */
export type Described = Readonly<{
  $ref?: string;
  type?: string;
  format?: string;
  allOf?: readonly Described[];
  oneOf?: readonly Described[];
  properties?: Readonly<Record<string, Described>>;
  additionalProperties?: unknown;
  items?: Described;
  'x-refers'?: string;
}>;
export type Schemas = Readonly<Record<string, Described>>;

/** `path`: the fields that lead to its value. `holds`: how the value is written. */
export type Column = Readonly<{ name: string; path: readonly string[]; holds: 'value' | 'names' | 'count' | 'words' }>;

/** Of what is nested deeper, a cell has the words. */
const DEEPEST = 3;

/**
 * The columns of a list, by the schema of its items: they are the same on every page. Nested fields are columns with a dot, and a field that
 * has the ids of things has a column with their names beside it. Fields that say who reported a fact and when come last.
 */
export const columnsOf = (item: Described, schemas: Schemas): readonly Column[] => {
  const account = schemas['Account'] === undefined ? [] : fieldsIn([schemas['Account']], schemas).keys();
  const isOfAccount = new Set(account);
  // The marking of a row is its first column in any case.
  const fields = [...fieldsIn([item], schemas)].filter(([field]) => field !== 'marking');
  const columns = [
    ...fields.filter(([field]) => !isOfAccount.has(field)),
    ...fields.filter(([field]) => isOfAccount.has(field)),
  ].flatMap(([field, described]) => columnsFor([field], described, schemas));
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, n) => names.indexOf(name) < n);
  if (twice !== undefined) throw new Error(`a list has two columns with the name ${twice}`);
  return columns;
};

/** The items of the answer of a list. */
export const itemsOf = (answer: Described, schemas: Schemas): Described => {
  const [items] = fieldsIn([answer], schemas).get('items') ?? [];
  if (items?.items === undefined) throw new Error('the answer of a list has items');
  return items.items;
};

const columnsFor = (path: readonly string[], described: readonly Described[], schemas: Schemas): readonly Column[] => {
  const name = path.join('.');
  const field = path.at(-1)!;
  const kinds = described.flatMap((one) => alternatives(one, schemas)).filter(({ type }) => type !== 'null');
  if (kinds.some(({ type }) => type === 'array')) {
    // The facts of a thing are rows of the timeline.
    if (field === 'history') return [{ name, path, holds: 'count' }];
    const items = kinds.flatMap(({ items }) => (items ? alternatives(items, schemas) : []));
    return [...namesOf(path, items), { name, path, holds: 'words' }];
  }
  if (kinds.some(isScalar))
    return [...namesOf(path, kinds), { name, path, holds: kinds.every(isScalar) ? 'value' : 'words' }];
  const fields = fieldsIn(kinds, schemas);
  if (fields.size === 0 || path.length > DEEPEST) return [{ name, path, holds: 'words' }];
  return [...fields].flatMap(([inner, of]) => columnsFor([...path, inner], of, schemas));
};

/** A column with the names of the things whose ids a field has. */
const namesOf = (path: readonly string[], ids: readonly Described[]): readonly Column[] => {
  const field = path.at(-1)!;
  const refersToThings = ids.some(({ format, 'x-refers': refers }) => format === 'uuid' && refers !== 'event');
  if (!refersToThings || roleOf(field).holds !== 'id' || kindIn(field) === undefined) return [];
  const name = `${field.replace(/Ids?$/, '')}${field.endsWith('Ids') ? 'Names' : 'Name'}`;
  return [{ name: [...path.slice(0, -1), name].join('.'), path, holds: 'names' }];
};

const isScalar = ({ type }: Described): boolean => type !== undefined && type !== 'object' && type !== 'array';

/** What a value can be: references are followed, and choices are opened. */
const alternatives = (schema: Described, schemas: Schemas): readonly Described[] => {
  const { $ref, oneOf, allOf } = schema;
  if ($ref !== undefined) return alternatives(schemas[$ref.split('/').at(-1)!]!, schemas);
  if (oneOf !== undefined && allOf === undefined && schema.properties === undefined)
    return oneOf.flatMap((one) => alternatives(one, schemas));
  // Nest wraps a reference in `allOf`, to describe it.
  if (allOf?.length === 1 && schema.properties === undefined) return alternatives(allOf[0]!, schemas);
  return [schema];
};

/** The fields of what can be an object, each with its schemas, which differ if there is a choice. */
const fieldsIn = (described: readonly Described[], schemas: Schemas): Map<string, readonly Described[]> => {
  const fields = new Map<string, readonly Described[]>();
  const collect = (schema: Described): void => {
    for (const one of alternatives(schema, schemas)) {
      for (const part of [...(one.allOf ?? []), ...(one.oneOf ?? [])]) collect(part);
      for (const [name, of] of Object.entries(one.properties ?? {})) {
        const known = fields.get(name) ?? [];
        if (!known.some((other) => isDeepStrictEqual(other, of))) fields.set(name, [...known, of]);
      }
    }
  };
  for (const one of described) collect(one);
  return fields;
};
