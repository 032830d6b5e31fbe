import type { OpenAPIObject } from '@nestjs/swagger';
import { deciders } from '#domain/deciders.js';
import { isCircumstance } from '#domain/envelope.js';
import type { FactType } from '#read-models/routes/facts.js';
import type { Schema } from '#read-models/routes/schema.js';
import { operationIdOf } from './operation-id.js';

type Body = Readonly<{ properties: Readonly<Record<string, Schema>>; required?: readonly string[] }>;
type Operation = Readonly<{
  operationId: string;
  summary: string;
  parameters?: readonly Readonly<{ name: string; in: string; schema: Schema }>[];
  requestBody?: { content: { 'application/json': { schema: { $ref: string } } } };
}>;

/** A field of a command. */
export type CommandField = Readonly<{ schema: Schema; isRequired: boolean }>;
export type CommandFields = ReadonlyMap<string, CommandField>;

/** The schemas of the facts, as the commands of the document have them. */
export class CommandSchemas {
  private readonly operations: ReadonlyMap<string, Operation>;

  constructor(private readonly document: OpenAPIObject) {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path) as Operation[]);
    this.operations = new Map(operations.map((operation) => [operation.operationId, operation]));
  }

  /** The fields of a fact, without its circumstances. */
  fieldsOf(type: FactType): CommandFields {
    const operation = this.operationOf(type);
    const inPath = (operation.parameters ?? [])
      .filter((one) => one.in === 'path' && one.name !== 'id' && one.name !== 'negotiationId')
      .map(({ name, schema }) => [name, { schema, isRequired: true }] as const);
    const inBody = [...this.bodyOf(operation)].filter(
      ([name]) => name !== 'id' && name !== 'marking' && !isCircumstance(name),
    );
    return new Map([...inPath, ...inBody]);
  }

  /** The schema of a circumstance, which is the same for all facts. */
  circumstance(name: string): Schema {
    return this.bodyOf(this.operationOf('NegotiationOpened')).get(name)!.schema;
  }

  summaryOf(type: FactType): string {
    return this.operationOf(type).summary;
  }

  private operationOf(type: FactType): Operation {
    const operationId = OPERATION_IDS.get(type);
    const operation = operationId === undefined ? undefined : this.operations.get(operationId);
    if (operation === undefined) throw new Error(`no route of the document records ${type}`);
    return operation;
  }

  private bodyOf({ requestBody }: Operation): CommandFields {
    const name = requestBody!.content['application/json'].schema.$ref.split('/').at(-1)!;
    const { properties, required = [] } = this.document.components!.schemas![name] as unknown as Body;
    return new Map(
      Object.entries(properties).map(([name, schema]) => [name, { schema, isRequired: required.includes(name) }]),
    );
  }
}

/** The operationId of the command that records each type of fact. */
const OPERATION_IDS: ReadonlyMap<string, string> = new Map(
  Object.values(deciders).flatMap(({ records }) =>
    Object.entries(records).map(([name, type]) => [type, operationIdOf(name)]),
  ),
);
