import type { Kind } from '#domain/ids.js';

/** A JSON Schema, as it stands in the document. */
export type Schema = Readonly<Record<string, unknown>>;
/** The fields of an object. One that may be left out has a question mark: `'place?'`. What comes later counts. */
export type Fields = Readonly<Record<string, Schema>>;

const nameOf = (field: string) => field.replace(/\?$/, '');

export const object = (fields: Fields): Schema => {
  const properties: Record<string, Schema> = {};
  const required = new Set<string>();
  for (const [field, schema] of Object.entries(fields)) {
    const name = nameOf(field);
    properties[name] = schema;
    if (name === field) required.add(name);
    else required.delete(name);
  }
  return { type: 'object', properties, ...(required.size > 0 && { required: [...required] }) };
};
/** By names, without question marks. */
export const pick = (fields: Fields, ...names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([field]) => names.includes(nameOf(field))));
export const omit = (fields: Fields, ...names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([field]) => !names.includes(nameOf(field))));
export const optional = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([field, schema]) => [`${nameOf(field)}?`, schema]));

/** What a field means, where its name does not say it. */
export const said = (description: string, schema: Schema): Schema => ({ ...schema, description });

/** A schema that the document has by its name. */
export const named = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
export const all = (...parts: readonly Schema[]): Schema => ({ allOf: parts });
export const either = (...parts: readonly Schema[]): Schema => ({ oneOf: parts });
export const orNull = (schema: Schema): Schema => either(schema, { type: 'null' });
export const list = (items: Schema): Schema => ({ type: 'array', items });

export const text: Schema = { type: 'string' };
export const whole: Schema = { type: 'integer' };
export const number: Schema = { type: 'number' };
export const flag: Schema = { type: 'boolean' };
/** Stands only where it is so. */
export const onlyTrue: Schema = { type: 'boolean', const: true };
export const is = (value: string): Schema => ({ type: 'string', const: value });
export const oneOf = (values: readonly string[]): Schema => ({ type: 'string', enum: [...values] });
export const day: Schema = { type: 'string', format: 'date' };
export const instant: Schema = { type: 'string', format: 'date-time' };
export const edtf: Schema = { type: 'string', format: 'edtf' };
export const uuid: Schema = { type: 'string', format: 'uuid' };
/** `x-refers` says what the id is of, as in what is sent. */
export const idOf = (kind: Kind | 'event'): Schema => ({ ...uuid, 'x-refers': kind });
export const idsOf = (kind: Kind | 'event'): Schema => list(idOf(kind));
