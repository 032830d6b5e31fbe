import { KINDS } from '#domain/ids.js';
import { day, described, type Schema, type Static, text } from './schema.js';

/** The parameters of a query. They are optional, except with `required` or `withDefault`. */
export type Parameters = Readonly<Record<string, Schema>>;

export const REQUIRED = Symbol('required');
type Always = Readonly<{ default: unknown }> | Readonly<{ [REQUIRED]: true }>;

export const withDefault = <T>(schema: Schema<T>, value: NoInfer<T>) => ({ ...schema, default: value });
export const required = <T>(schema: Schema<T>): Schema<T> & Readonly<{ [REQUIRED]: true }> => ({
  ...schema,
  [REQUIRED]: true,
});

/** The checked values of parameters. */
export type ValuesOf<P> = {
  readonly [Name in keyof P as P[Name] extends Always ? Name : never]: Static<P[Name]>;
} & {
  readonly [Name in keyof P as P[Name] extends Always ? never : Name]?: Static<P[Name]> | undefined;
};

/** A parameter that may be repeated: what has one of its values is meant. */
export const several = <T>(schema: Schema<T>): Schema<readonly T[]> => ({
  type: 'array',
  items: schema,
  minItems: 1,
  maxItems: MOST_REPEATED,
});
/** Each value is looked up by itself. */
export const MOST_REPEATED = 20;

const ALSO_READS = Symbol('also reads');
type ModelsFor<T> = (value: T) => readonly string[];
/** A parameter for which read models are read that the route does without where it is absent. A past moment is made of those alone that are read. */
export const alsoReading = <T>(schema: Schema<T>, modelsFor: ModelsFor<NoInfer<T>>): Schema<T> => ({
  ...schema,
  [ALSO_READS]: modelsFor,
});
/** The read models that are read for the parameters which have values. */
export const modelsReadFor = (parameters: Parameters, values: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.entries(parameters).flatMap(([name, schema]) => {
    const { [ALSO_READS]: modelsFor } = schema as { readonly [ALSO_READS]?: ModelsFor<unknown> };
    return modelsFor === undefined || values[name] === undefined ? [] : modelsFor(values[name]);
  });

/** A text of at least one visible character. */
export const words = (maxLength: number): Schema<string> => ({
  type: 'string',
  format: 'words',
  minLength: 1,
  maxLength,
});
export const line = words(500);

/** The error text of a pattern, after the name of the parameter. */
export const WRONG = Symbol('wrong');
const pattern = (regex: RegExp, example: string, wrong: string): Schema<string> => ({
  type: 'string',
  pattern: regex.source,
  example,
  [WRONG]: wrong,
});
/** It is read in small letters, however it is written. */
export const IN_SMALL_LETTERS = Symbol('in small letters');
/** A thing by the name of its stream: its kind and its id. */
export const thingName = {
  ...pattern(
    new RegExp(`^(?:${KINDS.join('|')})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`),
    'meeting-5ba1ad00-0000-4000-8000-000000000041',
    'must be a kind and an id, like meeting-5ba1ad00-0000-4000-8000-000000000041',
  ),
  [IN_SMALL_LETTERS]: true,
};
/** Some of these words, between commas. */
export const someOf = (names: readonly string[]): Schema<string> => {
  const one = `(?:${names.join('|')})`;
  return pattern(
    new RegExp(`^${one}(?:,${one})*$`),
    names.join(','),
    `must be some of ${names.join(', ')}, with commas between them`,
  );
};
/** An IANA time zone. */
const zoneName: Schema<string> = { ...text, format: 'time-zone', maxLength: 100, example: 'Europe/Brussels' };
/** The zone in which a moment is on a day. */
export const tz = withDefault(
  described(
    'The IANA time zone that says which day it is at a moment. A day that is asked for ends in UTC, and is that day in every zone',
    zoneName,
  ),
  'UTC',
);
/** A number of log entries, with few enough digits for a double. */
export const count = (example: string): Schema<string> =>
  pattern(
    /^(?:0|[1-9]\d{0,14})$/,
    example,
    'must be a whole number from 0 to 999999999999999, in digits without a zero before them',
  );

/** The moment that a read is about. Every read takes these parameters, in any combination. */
export const TEMPORAL_PARAMETERS = {
  asOf: described(
    'The record as it was at this moment: an instant, a day (its end, in UTC), or the Consistency-Token of an answer',
    line,
  ),
  knownAt: described('What our side had learned by then: an instant, or a day (its end, in UTC)', line),
  happenedBy: described('What had happened by the end of this day', day),
};
export type TemporalValues = ValuesOf<typeof TEMPORAL_PARAMETERS>;
export const TEMPORAL_NAMES = Object.keys(TEMPORAL_PARAMETERS) as readonly (keyof TemporalValues)[];

export const yesOrNo: Schema<'true' | 'false'> = { type: 'string', enum: ['true', 'false'] };

export const MAX_LIMIT = 200;
/** Where a page starts, and its size. */
export const PAGING_PARAMETERS = {
  limit: withDefault<number>(
    described(
      'The maximum number of items; of text/csv, 200 if it is absent. A page of very large items has fewer; "next" says whether more follow',
      {
        type: 'integer',
        minimum: 1,
        maximum: MAX_LIMIT,
      },
    ),
    50,
  ),
  after: described(
    'The cursor "next" of the previous page. An item that is corrected in the meantime may move to another page, and appear twice or not at all. For a consistent list, request every page, including the first, with the same asOf: a Consistency-Token that you just received',
    { ...text, maxLength: 1000 },
  ),
  bom: withDefault(
    described('Whether text/csv begins with a byte order mark, by which Excel recognizes UTF-8', yesOrNo),
    'false',
  ),
};
export type PagingValues = ValuesOf<typeof PAGING_PARAMETERS>;
