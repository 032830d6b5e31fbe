import { type Kind, WORLD_KINDS } from '#domain/ids.js';
import { PLURALS } from '#domain/plurals.js';
import { type Command, commandsOf, type OpenApi, type Schema } from './commands-from-openapi.js';
import { KEY } from './entry-keys.js';

/** What a field refers to: an entry by its key, instead of the id of an event or a thing. */
export type Target = Readonly<{ to: 'event' | 'thing'; kind?: Kind }>;

/** The schema of a dossier, with a definition for each command by its name. Draft 7, which every editor knows. */
export type DossierSchema = Readonly<{ definitions: Readonly<Record<string, Schema>> }> & Schema;

const COMPONENTS = '#/components/schemas/';
export const DEFINITIONS = '#/definitions/';

/** Built from the OpenAPI document, so that a dossier has exactly the fields of the API. */
export const dossierSchema = (api: OpenApi): DossierSchema => {
  const commands = [...commandsOf(api).values()];
  const definitions = new Map<string, Schema>();
  for (const command of commands) definitions.set(command.name, entryOf(command, api, definitions));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A dossier: facts for the record of a negotiation, in order',
    type: 'object',
    required: ['dossier', 'entries'],
    additionalProperties: false,
    properties: {
      dossier: {
        ...KEY_TEXT,
        description: 'The name of the dossier. Files of one name share their keys, and are loaded together.',
      },
      namespace: {
        type: 'string',
        format: 'uuid',
        description:
          'A random UUID from which the ids of this dossier are made. "rapporteur new-dossier" makes one. Keep it secret, and never change it: everything would be recorded again. Without one, anybody who knows the name and the keys can compute the ids.',
      },
      entries: {
        type: 'array',
        description: 'What is recorded, in this order',
        items: {
          type: 'object',
          required: ['key', 'record'],
          properties: {
            record: {
              enum: commands.map(({ name }) => name),
              description: 'The command: what is recorded',
            },
          },
          allOf: commands.map(({ name }) => ({
            if: { properties: { record: { const: name } }, required: ['record'] },
            // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema calls it so, and nobody awaits it
            then: { $ref: `${DEFINITIONS}${name}` },
          })),
        },
      },
    },
    definitions: sharing(Object.fromEntries(definitions)),
  };
};

const OFTEN = 3;

/** Fields that are the same in many commands are defined once, each under its own name. */
const sharing = (definitions: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>> => {
  const times = new Map<string, number>();
  const nameOf = (field: string, schema: Schema) => JSON.stringify([field, schema]);
  for (const { properties = {} } of Object.values(definitions))
    for (const [field, schema] of Object.entries(properties)) {
      const name = nameOf(field, schema);
      times.set(name, (times.get(name) ?? 0) + 1);
    }
  const shared = new Map<string, Schema>();
  const share = ([field, schema]: [string, Schema]): [string, Schema] => {
    const often =
      times.get(nameOf(field, schema))! >= OFTEN &&
      JSON.stringify(shared.get(field) ?? schema) === JSON.stringify(schema);
    if (!often || schema.$ref !== undefined) return [field, schema];
    shared.set(field, schema);
    return [field, { $ref: `${DEFINITIONS}${field}` }];
  };
  const all = Object.entries(definitions).map(([name, { properties, ...rest }]): [string, Schema] => [
    name,
    { ...rest, ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(share)) }) },
  ]);
  return Object.fromEntries([...all, ...shared]);
};

const KEY_TEXT: Schema = { type: 'string', pattern: KEY.source };
const keyOf = (target: Target, description: string): Schema => ({ ...KEY_TEXT, description, 'x-key': target });

const entryOf = (command: Command, { components }: OpenApi, definitions: Map<string, Schema>): Schema => {
  const { name, summary, kind, opens, of, in: owner, inPath, body } = command;
  const { properties = {}, required = [] } = components.schemas[body]!;
  const fields = Object.entries(properties).filter(([field]) => !(opens && field === 'id'));
  return {
    type: 'object',
    description: summary,
    additionalProperties: false,
    required: ['key', 'record', ...(of ? ['of'] : []), ...(owner === 'meeting' ? ['in'] : []), ...inPath, ...required],
    properties: {
      key: { ...KEY_TEXT, description: 'The name of this entry, for those that follow' },
      record: { const: name },
      ...(of && { of: keyOf({ to: 'thing', kind }, `The entry that opened the ${kind}`) }),
      ...(owner && {
        in: keyOf(
          { to: 'thing', kind: owner },
          owner === 'negotiation'
            ? 'The entry that opened the negotiation; the first one, if left out'
            : `The entry that opened the ${owner}`,
        ),
      }),
      ...Object.fromEntries(inPath.map((field) => [field, { ...KEY_TEXT, description: `As in ${command.path}` }])),
      ...Object.fromEntries(
        fields.map(([field, schema]) => [field, converted(schema, components.schemas, definitions)]),
      ),
    },
  };
};

/** The schema of a field in a dossier: that of the service, with keys instead of ids. */
const converted = (
  schema: Schema,
  components: Readonly<Record<string, Schema>>,
  definitions: Map<string, Schema>,
): Schema => {
  const { $ref, allOf, items, properties, example, ...rest } = schema;
  const again = (inner: Schema) => converted(inner, components, definitions);
  if ($ref !== undefined) {
    const name = $ref.slice(COMPONENTS.length);
    if (!definitions.has(name)) {
      definitions.set(name, {}); // ends the recursion of a recursive schema
      definitions.set(name, again(components[name]!));
    }
    return { $ref: `${DEFINITIONS}${name}` };
  }
  // The document wraps a reference so that it can have a description; draft 7 requires that too.
  if (allOf !== undefined) return { ...rest, allOf: allOf.map((one) => again(one)) };
  if (schema.format === 'uuid') return keyOf(targetOf(schema), inKeys(schema.description) ?? 'The key of an entry');
  if (items !== undefined) {
    const description = inKeys(rest.description);
    return { ...rest, ...(description !== undefined && { description }), items: again(items) };
  }
  // Draft 7 has `examples`.
  if (properties === undefined) return example === undefined ? rest : { ...rest, examples: [example] };
  return {
    ...rest,
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, again(inner)])),
  };
};

const inKeys = (description: string | undefined) =>
  description?.replace(/^The id of/, 'The key of').replace(/^Ids of/, 'Keys of');

/** The target of a reference. If the document does not name it, a sibling field has the kind. */
const targetOf = ({ 'x-refers': refers }: Schema): Target =>
  refers === 'event' ? { to: 'event' } : toThing(WORLD_KINDS.find((kind) => kind === refers));
const toThing = (kind: Kind | undefined): Target => (kind === undefined ? { to: 'thing' } : { to: 'thing', kind });

/** A key in an entry: its path, and what it must refer to. */
export type Reference = Readonly<{ path: readonly (string | number)[]; key: string; target: Target }>;

/** All keys in a value, at any depth. */
export const referencesIn = (
  value: unknown,
  schema: Schema,
  definitions: DossierSchema['definitions'],
  path: readonly (string | number)[] = [],
): readonly Reference[] => {
  const { $ref, allOf, items, properties } = schema;
  const target = schema['x-key'] as Target | undefined;
  if (target !== undefined) return typeof value === 'string' ? [{ path, key: value, target }] : [];
  if ($ref !== undefined) return referencesIn(value, definitions[$ref.slice(DEFINITIONS.length)]!, definitions, path);
  if (allOf !== undefined) return allOf.flatMap((one) => referencesIn(value, one, definitions, path));
  if (Array.isArray(value))
    return items === undefined
      ? []
      : value.flatMap((one: unknown, i) => referencesIn(one, items, definitions, [...path, i]));
  if (typeof value !== 'object' || value === null || properties === undefined) return [];
  return Object.entries(value).flatMap(([field, inner]: [string, unknown]) => {
    const found = properties[field] ? referencesIn(inner, properties[field], definitions, [...path, field]) : [];
    return typeof inner === 'string' ? found.map((reference) => besideKind(reference, value)) : found;
  });
};

/** `{kind: measure, id: april}`: the sibling field `kind` determines the target. */
const besideKind = (reference: Reference, value: object): Reference =>
  reference.target.to === 'event' || reference.target.kind !== undefined
    ? reference
    : { ...reference, target: toThing(WORLD_KINDS.find((one) => 'kind' in value && value.kind === one)) };

/** The value with ids instead of keys. */
export const withIds = (value: unknown, ids: ReadonlyMap<string, string>, path = ''): unknown => {
  const id = ids.get(path);
  if (id !== undefined) return id;
  if (Array.isArray(value)) return value.map((one, i) => withIds(one, ids, `${path}/${i}`));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [field, withIds(inner, ids, `${path}/${field}`)]),
  );
};

/** The path of a route with its parameters filled in. */
export const addressOf = ({ path }: Command, values: Readonly<Record<string, string>>) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));

/** The path for corrections of a thing. */
export const correctionOf = (kind: Kind, id: string) => `/v1/${PLURALS[kind]}/${id}/correct`;
/** The path for voidings of a thing. */
export const voidingOf = (kind: Kind, id: string) => `/v1/${PLURALS[kind]}/${id}/void`;
/** The path for markings of a thing. */
export const markOf = (kind: Kind, id: string) => `/v1/${PLURALS[kind]}/${id}/mark`;
