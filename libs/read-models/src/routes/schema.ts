import type { Kind } from '#domain/ids.js';

declare const VALUE: unique symbol;
/** The definition of a schema that has a name in the document. */
export const DEFINITION = Symbol('definition');

/** A JSON Schema for the OpenAPI document, and for the compiler the type of the values that it describes. */
export type Schema<T = unknown> = Readonly<Record<string, unknown>> & {
  readonly [VALUE]?: T;
  readonly [DEFINITION]?: Schema;
};
export type Static<S> = S extends { readonly [VALUE]?: infer T } ? T : never;

/** The fields of an object. A question mark says that a field may be absent: `'place?'`. */
export type Fields = Readonly<Record<string, Schema>>;
type Flat<T> = { readonly [Name in keyof T]: T[Name] };
export type ObjectOf<F> = Flat<
  { [Name in keyof F as Name extends `${string}?` ? never : Name]: Static<F[Name]> } & {
    [Name in keyof F as Name extends `${infer Field}?` ? Field : never]?: Static<F[Name]>;
  }
>;
type AllOf<Parts> = Parts extends readonly [infer First, ...infer Rest] ? Static<First> & AllOf<Rest> : unknown;

export const object = <const F extends Fields>(fields: F): Schema<ObjectOf<F>> => {
  const nameOf = (field: string) => field.replace(/\?$/, '');
  const required = Object.keys(fields).filter((field) => !field.endsWith('?'));
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(fields).map(([field, schema]) => [nameOf(field), schema])),
    ...(required.length > 0 && { required }),
  };
};

/** A schema that other schemas refer to by its name. */
export const named = <T>(name: string, definition: Schema<T>): Schema<T> => ({
  $ref: `#/components/schemas/${name}`,
  [DEFINITION]: definition,
});
export const nameOf = ({ $ref }: Schema): string => String($ref).split('/').at(-1)!;
/** A schema without its name. */
export const definitionOf = (schema: Schema): Schema => ({ ...schema[DEFINITION], ...schema });

/** Adds what a field means, if its name does not say it. */
export const described = <T>(description: string, schema: Schema<T>): Schema<T> => ({ ...schema, description });

/** Adds a value that the API page at /docs fills in. */
export const withExample = <T>(value: NoInfer<T>, schema: Schema<T>): Schema<T> => ({ ...schema, examples: [value] });

export const all = <const Parts extends readonly Schema[]>(...parts: Parts): Schema<AllOf<Parts>> => ({ allOf: parts });
export const either = <const Parts extends readonly Schema[]>(...parts: Parts): Schema<Static<Parts[number]>> => ({
  oneOf: parts,
});
export const orNull = <T>(schema: Schema<T>): Schema<T | null> => ({ oneOf: [schema, { type: 'null' }] });
export const list = <T>(items: Schema<T>): Schema<readonly T[]> => ({ type: 'array', items });
export const mapOf = <T>(values: Schema<T>): Schema<Readonly<Record<string, T>>> => ({
  type: 'object',
  additionalProperties: values,
});

export const anything: Schema = {};
export const text: Schema<string> = { type: 'string' };
export const whole: Schema<number> = { type: 'integer' };
export const number: Schema<number> = { type: 'number' };
export const flag: Schema<boolean> = { type: 'boolean' };
/** Present only if it is true. */
export const onlyTrue: Schema<true> = { type: 'boolean', const: true };
/** Present only if it is false. */
export const onlyFalse: Schema<false> = { type: 'boolean', const: false };
export const is = <const T extends string>(value: T): Schema<T> => ({ type: 'string', const: value });
/** One of these values. The enum has a name, so that a generated client has one type for it. */
export const oneOf = <const T extends string>(name: string, values: readonly T[]): Schema<T> =>
  named(name, { type: 'string', enum: [...values] });

export const day: Schema<string> = { type: 'string', format: 'date' };
export const instant: Schema<string> = { type: 'string', format: 'date-time' };
export const edtf: Schema<string> = { type: 'string', format: 'edtf' };
export const uuid: Schema<string> = { type: 'string', format: 'uuid' };
/** `x-refers` says what the id refers to, as in the schemas of commands. */
export const idOf = (kind: Kind | 'event'): Schema<string> => ({ ...uuid, 'x-refers': kind });
export const idsOf = (kind: Kind | 'event'): Schema<readonly string[]> => list(idOf(kind));
