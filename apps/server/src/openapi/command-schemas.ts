import type { OpenAPIObject } from '@nestjs/swagger';
import { deciders } from '#domain/deciders.js';
import { WORLD_TYPES } from '#domain/decode.js';
import { isCircumstance } from '#domain/envelope.js';
import type { FactEvent } from '#domain/events.js';
import type { Kind } from '#domain/ids.js';
import { all, either, type Fields, is, list, named, object, omit, said, type Schema } from './schema.js';

export type FactType = FactEvent['type'];

/** What the commands of the document say of the facts that they record: an answer tells a fact in the fields in which it was sent. */
export type ToldFields = Readonly<{
  /** The fields of a fact, without what every fact may say of itself. */
  of: (type: FactType) => Fields;
  /** What it tells of, in a line. */
  summaryOf: (type: FactType) => string;
  /** What every fact may say of itself. */
  circumstances: Fields;
}>;

type Body = Readonly<{ properties: Fields; required?: readonly string[] }>;
type Operation = Readonly<{
  operationId: string;
  summary: string;
  parameters?: readonly Readonly<{ name: string; in: string; schema: Schema }>[];
  requestBody?: { content: { 'application/json': { schema: { $ref: string } } } };
}>;

export const toldFields = ({ paths, components }: OpenAPIObject): ToldFields => {
  const operations = new Map(
    Object.values(paths).flatMap((path) =>
      (Object.values(path) as Operation[]).map((operation) => [operation.operationId, operation]),
    ),
  );
  const commands = new Map(
    Object.values(deciders).flatMap(({ records }) => Object.entries(records).map(([name, type]) => [type, name])),
  );
  const bodyOf = ({ requestBody }: Operation) =>
    components!.schemas![requestBody!.content['application/json'].schema.$ref.split('/').at(-1)!] as unknown as Body;
  const fieldsOf = ({ properties, required = [] }: Body): Fields =>
    Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [required.includes(name) ? name : `${name}?`, schema]),
    );
  const sent = (type: FactType) => {
    const operation = operations.get(commands.get(type)!);
    if (operation === undefined) throw new Error(`no route of the document records ${type}`);
    return operation;
  };
  return {
    of: (type) => {
      const operation = sent(type);
      const inPath = (operation.parameters ?? [])
        .filter((one) => one.in === 'path' && one.name !== 'id' && one.name !== 'negotiationId')
        .map(({ name, schema }) => [name, schema]);
      const fields = Object.entries(omit(fieldsOf(bodyOf(operation)), 'id', 'marking'));
      return Object.fromEntries([...inPath, ...fields.filter(([field]) => !isCircumstance(field.replace('?', '')))]);
    },
    summaryOf: (type) => sent(type).summary,
    circumstances: Object.fromEntries(
      Object.entries(fieldsOf(bodyOf(sent('NegotiationOpened')))).filter(([field]) =>
        isCircumstance(field.replace('?', '')),
      ),
    ),
  };
};

/** Each type of fact by its name, and what it tells. */
export const factAnswers = ({ of, summaryOf }: ToldFields): Fields =>
  Object.fromEntries(WORLD_TYPES.map((type) => [type, said(summaryOf(type), object(of(type)))]));

export const typesOf = (kind: Kind): readonly FactType[] => Object.values(deciders[kind].records) as FactType[];

/** A fact as it was told, and who told it. */
export const factSchema = (type: FactType): Schema => all(named(type), named('Account'));
export const briefFactSchema = (type: FactType): Schema => all(named(type), named('BriefAccount'));

/** What was told of a thing of a kind, in the order of the world. `beside`: what stands with each of them. */
export const historySchema = (kind: Kind, beside: Fields = {}): Schema =>
  list(
    either(...typesOf(kind).map((type) => all(object({ type: is(type), ...beside }), named(type), named('Account')))),
  );
