import { type Kind, WORLD_KINDS } from '#domain/ids.js';
import type { Ladder } from '#domain/marking.js';
import { PLURALS } from '#domain/plurals.js';

/** The parts of a JSON Schema that are used here. */
export type Schema = Readonly<{
  $ref?: string;
  type?: string;
  format?: string;
  description?: string;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  items?: Schema;
  allOf?: readonly Schema[];
  additionalProperties?: boolean | Schema;
  [keyword: string]: unknown;
}>;

type Operation = Readonly<{
  operationId?: string;
  summary?: string;
  parameters?: readonly Readonly<{ name: string; in: string; required?: boolean }>[];
  requestBody?: Readonly<{ content: Readonly<Record<string, Readonly<{ schema: Schema }>>> }>;
}>;
/** The parts of the OpenAPI document that are used here. */
export type OpenApi = Readonly<{
  paths: Readonly<Record<string, Readonly<{ post?: Operation }>>>;
  components: Readonly<{ schemas: Readonly<Record<string, Schema>> }>;
}>;

/** The levels of confidentiality of this service, lowest first. */
export const ladderOf = ({ components }: OpenApi): Ladder =>
  components.schemas['Marking']!.properties!['level']!['enum'] as Ladder;

/** A command of a dossier: a route of the service that records one fact. */
export type Command = Readonly<{
  /** As a dossier has it: HoldMeeting. */
  name: string;
  summary: string;
  /** `/v1/meetings/{id}/held` */
  path: string;
  /** The kind of thing that it opens, or is about. */
  kind: Kind;
  /** Opens a thing whose id the caller may choose. */
  opens: boolean;
  /** Is about an existing thing: `of` names its entry. */
  of: boolean;
  /** The kind of thing that a new one belongs to: `in` names its entry. */
  in?: Kind;
  /** Fields of the fact that are path parameters. */
  inPath: readonly string[];
  /** Requires If-Match. */
  preconditioned: boolean;
  /** The name of the body's schema among the components. */
  body: string;
}>;

export const CORRECTION_COMMAND = /^(Correct|Void)-/;

/** What a dossier calls the command of an operation: holdMeeting is HoldMeeting, and correctMeeting is Correct-meeting. */
const nameOf = (operationId: string) => {
  const name = `${operationId[0]!.toUpperCase()}${operationId.slice(1)}`;
  return name.replace(
    /^(Correct|Void|Mark)([A-Z])/,
    (_, verb: string, kind: string) => `${verb}-${kind.toLowerCase()}`,
  );
};

/** An approval is about a thing as somebody has read it, so it is no entry of a file. */
const APPROVAL = /\/(?:approve-marking|withdraw-marking-approval)$/;

/** The commands by name, in the order of the document. A batch is not a command. */
export const commandsOf = ({ paths }: OpenApi): ReadonlyMap<string, Command> => {
  const commands = Object.entries(paths).flatMap(([path, { post }]): (readonly [string, Command])[] => {
    const command = post && commandOf(path, post);
    return command ? [[command.name, command]] : [];
  });
  return new Map(commands);
};

const commandOf = (path: string, operation: Operation): Command | undefined => {
  const segments = path.replace(/^\/v1\//, '').split('/');
  const params = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const of = params.includes('id');
  const owner = params.find((name) => name === 'negotiationId' || name === 'meetingId');
  const kind = kindOf(of || owner === undefined ? segments[0] : segments[segments.indexOf(`{${owner}}`) + 1]);
  const schema = operation.requestBody?.content['application/json']?.schema;
  const { operationId } = operation;
  if (kind === undefined || schema?.$ref === undefined || operationId === undefined || APPROVAL.test(path))
    return undefined;
  const name = nameOf(operationId);
  return {
    name,
    summary: operation.summary ?? name,
    path,
    kind,
    of,
    opens: !of && kind !== 'position',
    ...(owner === undefined ? {} : { in: owner === 'meetingId' ? ('meeting' as const) : ('negotiation' as const) }),
    inPath: params.filter((param) => param !== 'id' && param !== owner),
    preconditioned: operation.parameters?.some((it) => it.name.toLowerCase() === 'if-match' && it.required) ?? false,
    body: schema.$ref.split('/').at(-1)!,
  };
};

const kindOf = (plural: string | undefined) => WORLD_KINDS.find((kind) => PLURALS[kind] === plural);
