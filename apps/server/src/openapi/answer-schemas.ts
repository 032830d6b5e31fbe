import { isDeepStrictEqual } from 'node:util';
import type { OpenAPIObject } from '@nestjs/swagger';
import { CIRCUMSTANCE, FACT, type FactFields } from '#read-models/routes/facts.js';
import { DEFINITION, described, type Fields, nameOf, object, type Schema } from '#read-models/routes/schema.js';
import { CommandSchemas } from './command-schemas.js';

/** Adds the named schemas of answers to a document that has those of the commands, and copies the fields of facts from there. */
export const addAnswers = (document: OpenAPIObject, answers: readonly Schema[]) => {
  const commands = new CommandSchemas(document);
  const schemas = document.components!.schemas!;
  const found = new Map<string, Schema>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const definition = (value as Schema)[DEFINITION];
    if (definition !== undefined && !isKnown(found, nameOf(value as Schema), definition)) collect(definition);
    for (const inner of Object.values(value)) collect(inner);
  };
  collect(answers);
  for (const [name, definition] of found) {
    const schema = resolved(definition, commands) as object;
    // Commands and answers share the enums of the domain.
    if (name in schemas && !isDeepStrictEqual(schemas[name], schema))
      throw new Error(`the document has two schemas with the name ${name}`);
    schemas[name] = schema;
  }
};

/** Adds the schema if it is new. @throws if another schema has its name */
const isKnown = (found: Map<string, Schema>, name: string, definition: Schema): boolean => {
  const known = found.get(name);
  if (known !== undefined && !isDeepStrictEqual(known, definition))
    throw new Error(`two schemas of answers have the name ${name}`);
  found.set(name, definition);
  return known !== undefined;
};

/** Replaces the placeholders of a schema by the fields of facts. */
const resolved = (value: unknown, commands: CommandSchemas): unknown => {
  if (Array.isArray(value)) return value.map((one) => resolved(one, commands));
  if (typeof value !== 'object' || value === null) return value;
  const { [FACT]: fact, [CIRCUMSTANCE]: circumstance, ...rest } = value as Schema;
  if (fact !== undefined) return factSchema(fact as FactFields, commands);
  if (circumstance !== undefined) return { ...commands.circumstance(circumstance as string), ...rest };
  return Object.fromEntries(Object.entries(rest).map(([name, inner]) => [name, resolved(inner, commands)]));
};

const factSchema = ({ type, only, without = [], isOptional, isDescribed }: FactFields, commands: CommandSchemas) => {
  const fields: Fields = Object.fromEntries(
    [...commands.fieldsOf(type)]
      .filter(([name]) => (only?.includes(name) ?? true) && !without.includes(name))
      .map(([name, { schema, isRequired }]) => [isRequired && !isOptional ? name : `${name}?`, schema]),
  );
  return isDescribed ? described(commands.summaryOf(type), object(fields)) : object(fields);
};
