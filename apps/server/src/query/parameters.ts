import { isUUID, maxLength } from 'class-validator';
import { DAY, INSTANT, VISIBLE, WELL_FORMED, ZONE } from '#formats/formats.js';
import { IN_SMALL_LETTERS, type Parameters, REQUIRED, type ValuesOf, WRONG } from '#read-models/routes/parameters.js';
import { definitionOf, type Schema } from '#read-models/routes/schema.js';
import type { FieldError } from '../http/problem.js';
import type { FieldCode } from '../http/validation/field-codes.js';
import { childPointer, fieldsInvalid, fieldUnknown, missing } from '../http/validation/validate.js';

type Given = Readonly<Record<string, unknown>>;

/**
 * Checks the parameters of an address by their schemas. Unknown parameters are refused, since they may be misspelled filters.
 * @throws Problem 400
 */
export const readParameters = <P extends Parameters>(parameters: P, query: unknown): ValuesOf<P> => {
  const given = query as Given;
  const errors = Object.keys(given)
    .filter((name) => !Object.hasOwn(parameters, name))
    .map((name) => fieldUnknown(childPointer('', name)));
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(parameters))
    if (Object.hasOwn(given, name)) values[name] = valueOf(definitionOf(schema), given[name]);
    else if ('default' in schema) values[name] = schema['default'];
  for (const [name, parameter] of Object.entries(parameters)) {
    if (!Object.hasOwn(values, name) && !(REQUIRED in parameter)) continue;
    const schema = definitionOf(parameter);
    const wrong = wrongIn(schema, values[name]) ?? (isMoment(schema) ? endsTooSoon(name, values) : undefined);
    if (wrong !== undefined) errors.push(errorOf(name, wrong, Object.hasOwn(values, name)));
  }
  if (errors.length > 0) throw fieldsInvalid(errors);
  return values as ValuesOf<P>;
};

/** An error code, and a text that follows the name of the parameter. */
type Wrong = readonly [code: FieldCode, text: string];

const errorOf = (name: string, [code, text]: Wrong, isGiven: boolean): FieldError => {
  const must = `${name} ${text}`;
  return { pointer: `/${name}`, code, detail: (isGiven ? `${must}.` : missing(name, code, must)).slice(0, 500) };
};

/** The values of a parameter that may be repeated are in order, each once: whoever asks for the same gets the same. */
const valueOf = (schema: Schema, given: unknown): unknown => {
  if (schema['type'] !== 'array') return normalized(schema, given);
  const items = definitionOf(itemsOf(schema));
  const values = [given].flat().map((one) => String(normalized(items, one)));
  return [...new Set(values)].toSorted();
};
const itemsOf = (schema: Schema): Schema => schema['items'] as Schema;

/** Parameters are texts. A text that is not a number or instant stays as it is, and is refused. */
const normalized = (schema: Schema, value: unknown): unknown => {
  const { type, format } = schema;
  if (typeof value !== 'string') return value;
  if (type === 'integer') return /^\d{1,6}$/.test(value) ? Number(value) : value;
  if (format === 'date-time') return INSTANT.is(value) ? new Date(value).toISOString() : value;
  return format === 'uuid' || IN_SMALL_LETTERS in schema ? value.toLowerCase() : value;
};

const wrongIn = (schema: Schema, value: unknown): Wrong | undefined => {
  if (schema['type'] !== 'array') return wrongWith(schema, value);
  const [values, most] = [value as readonly unknown[], schema['maxItems'] as number];
  if (values.length > most) return ['array-max-size', `may be repeated ${most} times at most`];
  return values.map((one) => wrongWith(definitionOf(itemsOf(schema)), one)).find((wrong) => wrong !== undefined);
};

const wrongWith = (schema: Schema, value: unknown): Wrong | undefined => {
  if (Array.isArray(schema['enum']))
    return schema['enum'].includes(value) ? undefined : ['is-in', `must be one of ${schema['enum'].join(', ')}`];
  if (schema['type'] === 'integer') return wrongNumber(schema as Range, value);
  if (schema['format'] === 'uuid') return isUUID(value) ? undefined : ['is-uuid', 'must be a UUID'];
  if (schema['format'] === 'date') return DAY.is(value) ? undefined : ['is-day', DAY.wrong];
  if (schema['format'] === 'date-time') return INSTANT.is(value) ? undefined : ['is-instant', INSTANT.wrong];
  if (schema['format'] === 'time-zone') return ZONE.is(value) ? undefined : ['is-time-zone', ZONE.wrong];
  return typeof value === 'string' ? wrongText(schema, value) : ['is-string', 'must be a string'];
};

type Range = Readonly<{ minimum: number; maximum: number }>;
const wrongNumber = ({ minimum, maximum }: Range, value: unknown): Wrong | undefined =>
  Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum
    ? undefined
    : ['is-limit', `must be a whole number from ${minimum} to ${maximum}`];

const wrongText = (schema: Schema, text: string): Wrong | undefined => {
  if (schema['format'] === 'words') {
    if (!WELL_FORMED.is(text)) return ['is-well-formed', WELL_FORMED.wrong];
    if (!VISIBLE.test(text)) return ['matches', 'has no words'];
  }
  if (schema['pattern'] !== undefined && !new RegExp(schema['pattern'] as string).test(text))
    return ['matches', String((schema as { [WRONG]?: unknown })[WRONG])];
  const most = schema['maxLength'] as number | undefined;
  if (most === undefined || maxLength(text, most)) return undefined;
  return ['max-length', `must be shorter than or equal to ${most} characters`];
};

const isMoment = ({ format }: Schema) => format === 'date' || format === 'date-time';

/** A period is `from` and `to`, or `learnedFrom` and `learnedTo`. */
const endsTooSoon = (name: string, values: Given): Wrong | undefined => {
  const beginning = name.replace(/^to$/, 'from').replace(/To$/, 'From');
  const [begins, ends] = [values[beginning], values[name]] as [string | undefined, string];
  if (begins === undefined || !(DAY.is(begins) || INSTANT.is(begins)) || begins <= ends) return undefined;
  return ['ends-after-it-begins', `is ${ends}, before ${beginning}, which is ${begins}. Swap them, or leave one out`];
};
