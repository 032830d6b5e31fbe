import type { Document, Route } from '../../test/support/examples.js';

type Schema = Readonly<{
  $ref?: string;
  type?: string;
  items?: Schema;
  enum?: readonly string[];
  format?: string;
  minimum?: number;
  pattern?: string;
  example?: unknown;
  'x-refers'?: string;
}>;
/** A parameter that narrows what is answered, or shows it otherwise. */
export type Filter = Readonly<{ name: string; schema: Schema }>;

/** What selects a page, a search, or a moment, and has pages of its own. */
const NO_FILTER =
  /^(?:limit|after|bom|q|said|asOf|knownAt|happenedBy|since|axis|fromAsOf|fromKnownAt|fromHappenedBy|negotiationId)$/;

/** The filters of a route, from the document. A filter that it cannot do without is in each of its addresses. */
export const filtersOf = ({ operation }: Route, document: Document): readonly Filter[] =>
  (operation.parameters ?? [])
    .filter(({ name, in: where, required }) => where === 'query' && required !== true && !NO_FILTER.test(name))
    .map(({ name, schema }) => ({ name, schema: resolved(schema as Schema, document) }));

const resolved = (schema: Schema, document: Document): Schema => {
  if (schema.items !== undefined) return resolved(schema.items, document);
  if (schema.$ref === undefined) return schema;
  const { schemas } = (document as unknown as Readonly<{ components: { schemas: Record<string, Schema> } }>).components;
  return schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)]!;
};

/** `text`: an answer without the filter. `idsOf`: ids of a kind of things, or of all. `streams`: some that a reader may not see. */
type Known = Readonly<{
  text: string;
  idsOf: (kind: string | undefined) => readonly string[];
  streams: readonly string[];
}>;

/**
 * Two values to ask for, in rotation: one that occurs in the answer without the filter, and one that does not. If there is none of one
 * sort, both are of the other.
 */
export const valuesInTurn = ({ name, schema }: Filter, known: Known, turn: number): readonly string[] => {
  const all = [...new Set(candidatesOf(schema, known))];
  const occurring = all.filter((value) => occursIn(known.text, value, schema));
  const others = all.filter((value) => !occurring.includes(value));
  const named = occurring.filter((value) => known.text.includes(`"${name}":"${value}"`));
  const likely = named.length > 0 ? named : occurring;
  const first = inTurn(likely, turn) ?? inTurn(others, turn + 1);
  const second = inTurn(others, turn) ?? inTurn(likely, turn + 1);
  return [...new Set([first, second])].filter((value) => value !== undefined);
};

/** A word or a number may be a part of another one, and a word may be the name of a field. */
const occursIn = (text: string, value: string, { enum: words, type }: Schema): boolean =>
  words === undefined && type !== 'integer' ? text.includes(value) : new RegExp(`"${value}"(?!:)`).test(text);

const inTurn = <T>(all: readonly T[], turn: number): T | undefined => all[turn % all.length];

/** Who records in each world, in part, and somebody else. */
const RECORDERS = ['chief', 'ben', 'nobody'];
const DAYS = /\d{4}-\d\d-\d\d(?!T)/g;
const INSTANTS = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
const STREAMS = /\b[a-z]+-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g;

const candidatesOf = (schema: Schema, { text, idsOf, streams }: Known): readonly string[] => {
  if (schema.enum !== undefined) return schema.enum;
  if (schema.format === 'uuid') return idsOf(schema['x-refers']);
  if (schema.format === 'date') return [...foundIn(text, DAYS), '1999-01-01', '2101-01-01'];
  if (schema.format === 'date-time')
    return [...foundIn(text, INSTANTS), '1999-01-01T00:00:00.000Z', '2101-01-01T00:00:00.000Z'];
  if (schema.format === 'time-zone') return ['Europe/Brussels', 'Pacific/Kiritimati'];
  if (schema.format === 'words') return RECORDERS;
  if (schema.type === 'integer') return [String(schema.minimum ?? 1), String((schema.minimum ?? 1) + 2)];
  const example = String(schema.example);
  if (example.match(STREAMS) !== null) return [...foundIn(text, STREAMS), ...streams];
  // A list of words.
  if (schema.pattern !== undefined) return [example, example.split(',')[0]!];
  throw new Error(`no values are known for the filter ${JSON.stringify(schema)}`);
};

const foundIn = (text: string, pattern: RegExp): readonly string[] => text.match(pattern) ?? [];
