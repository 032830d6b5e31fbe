import { type Circumstances, isCircumstance } from '#domain/envelope.js';
import { parseEdtf } from '#edtf/parse-edtf.js';
import type { Schema } from './commands-from-openapi.js';
import { DEFINITIONS, type DossierSchema } from './dossier-schema.js';

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a command of a dossier as the record has them, with keys in place of ids. They must have their formats. */
export const storedFields = (
  fields: Fields,
  command: string,
  definitions: DossierSchema['definitions'],
): Readonly<{ data: Fields; circumstances: Circumstances }> =>
  split(datesIn(fields, definitions[command]!, definitions) as Fields);

const split = (fields: Fields): Readonly<{ data: Fields; circumstances: Circumstances }> => {
  const data: Record<string, unknown> = {};
  const circumstances: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(fields))
    if (field === 'learnedAt') circumstances[field] = value === null ? null : new Date(value as string).toISOString();
    else if (isCircumstance(field)) circumstances[field] = value;
    else if (!OF_THE_ENTRY.has(field)) data[field] = value;
  return { data, circumstances };
};
const OF_THE_ENTRY: ReadonlySet<string> = new Set(['key', 'record', 'of', 'in', 'id', 'marking']);

/** The value with every date as the record has it. */
const datesIn = (value: unknown, schema: Schema, definitions: DossierSchema['definitions']): unknown => {
  const { $ref, allOf, items, properties, format } = schema;
  if ($ref !== undefined) return datesIn(value, definitions[$ref.slice(DEFINITIONS.length)]!, definitions);
  if (allOf !== undefined) return allOf.reduce<unknown>((made, one) => datesIn(made, one, definitions), value);
  if (typeof value === 'string') return format === 'edtf' ? parseEdtf(value) : value;
  if (Array.isArray(value)) return items ? value.map((one: unknown) => datesIn(one, items, definitions)) : value;
  if (typeof value !== 'object' || value === null || properties === undefined) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [
      field,
      properties[field] ? datesIn(inner, properties[field], definitions) : inner,
    ]),
  );
};
