import { Ajv, type ErrorObject } from 'ajv';
import { NotEdtf, parseEdtf } from '#edtf/parse-edtf.js';
import type { Schema } from './commands.js';
import { suggest } from './did-you-mean.js';
import type { DossierSchema } from './dossier-schema.js';
import type { Path } from './read-dossier.js';

/** `onKey`: the name of the field is wrong, and not its value. */
export type FieldProblem = Readonly<{ path: Path; message: string; onKey: boolean }>;

const ID = 'dossier';
const CHANGES = 'changes';

/** What is wrong with the fields of an entry; with `changes`, of a merge patch of them, where null takes a field away. */
export const fieldChecks = (schema: DossierSchema) => {
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    verbose: true,
    formats: {
      edtf: isEdtf,
      uri: (text: string) => URL.canParse(text),
      'date-time': true,
      date: true,
      'uri-reference': true,
    },
  });
  // The definitions alone: what is compiled first is the whole, and most of it says which entry goes by which of them.
  ajv.addSchema({ definitions: schema.definitions }, ID);
  ajv.addSchema(
    {
      definitions: Object.fromEntries(
        Object.entries(schema.definitions).map(([name, definition]) => [name, patchOf(definition)]),
      ),
    },
    CHANGES,
  );
  return (command: string, value: unknown, as?: 'changes'): readonly FieldProblem[] => {
    const validate = ajv.getSchema(`${as === 'changes' ? CHANGES : ID}#/definitions/${command}`)!;
    if (validate(value)) return [];
    const problems = (validate.errors ?? []).flatMap((error) => problemOf(error, command, schema));
    return problems.filter((problem, i) => problems.findIndex((other) => sameAs(other, problem)) === i);
  };
};

/** What a merge patch of such a value may be (RFC 7396): any of its fields, or null to take one away; lists as a whole. */
const patchOf = ({ required: _, properties, items, ...rest }: Schema): Schema => ({
  ...rest,
  ...(items && { items: whole(items) }),
  ...(properties && {
    properties: Object.fromEntries(
      Object.entries(properties)
        .filter(([name]) => !OF_THE_ENTRY.has(name))
        .map(([name, inner]) => [name, { anyOf: [{ type: 'null' }, patchOf(inner)] }]),
    ),
  }),
});
const OF_THE_ENTRY: ReadonlySet<string> = new Set(['key', 'record', 'of', 'in', 'marking']);
const whole = (schema: Schema): Schema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', `"${ID}#/definitions/`)) as Schema;

const sameAs = (a: FieldProblem, b: FieldProblem) =>
  a.message === b.message && JSON.stringify(a.path) === JSON.stringify(b.path);

const isEdtf = (text: string) => whyNotEdtf(text) === undefined;
const whyNotEdtf = (text: string): string | undefined => {
  try {
    parseEdtf(text);
    return undefined;
  } catch (error) {
    if (error instanceof NotEdtf) return error.message;
    throw error;
  }
};

const pathOf = (pointer: string): Path =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

const problemOf = (error: ErrorObject, command: string, { definitions }: DossierSchema): readonly FieldProblem[] => {
  const { instancePath, keyword, data } = error;
  const params = error.params as Readonly<Record<string, unknown>>;
  const parent = error.parentSchema as Schema;
  const path = pathOf(instancePath);
  const field = path.findLast((step) => !/^\d+$/.test(String(step))) ?? command;
  const here = (message: string) => [{ path, message: `"${field}" ${message}`, onKey: false }];
  switch (keyword) {
    // These only say that something within them is wrong, and that is told by itself.
    case 'anyOf':
    case 'if':
    case 'const':
      return [];
    case 'additionalProperties': {
      const name = String(params['additionalProperty']);
      const known = Object.keys(parent.properties ?? {});
      const owner = path.length === 0 ? command : `"${field}"`;
      const meant = suggest(name, known);
      const message = `${owner} has no field "${name}".${meant || ` It has ${known.filter((one) => one !== 'key' && one !== 'record').join(', ')}.`}`;
      return [{ path: [...path, name], message, onKey: true }];
    }
    case 'required': {
      const name = String(params['missingProperty']);
      const missing = parent.properties?.[name];
      const what = (definitions[missing?.$ref?.split('/').at(-1) ?? ''] ?? missing)?.description;
      const owner = path.length === 0 ? command : `"${field}"`;
      return [{ path, message: `${owner} needs "${name}"${what === undefined ? '' : ` (${what})`}.`, onKey: false }];
    }
    case 'enum': {
      const allowed = params['allowedValues'] as readonly unknown[];
      return here(`must be one of ${allowed.join(', ')}.${suggest(String(data), allowed.map(String))}`);
    }
    case 'type':
      if (params['type'] === 'null') return []; // the other choice of a merge patch
      return data === null ? here('is empty. Give it a value, or leave it out.') : here(ofType(params['type'], data));
    case 'format':
      return here(
        params['format'] === 'edtf'
          ? `is no date: ${whyNotEdtf(String(data)) ?? ''}`
          : `is no ${String(params['format'])}.`,
      );
    case 'pattern':
      return here(
        parent['x-key'] === undefined
          ? `must match ${String(params['pattern'])}.`
          : 'must be the key of an entry: a-z, 0-9 and -.',
      );
    case 'minItems':
      return here(`needs ${String(params['limit'])} or more.`);
    case 'uniqueItems':
      return here('names the same twice.');
    case 'minLength':
      return here('is empty. Give it words, or leave it out.');
    case 'maxLength':
      return here(`is longer than ${String(params['limit'])} characters.`);
    default:
      return here(`${error.message ?? 'is not as it should be'}.`);
  }
};

const ofType = (type: unknown, data: unknown): string => {
  if (type === 'string')
    return typeof data === 'object'
      ? 'must be a text.'
      : 'must be a text. Put it in quotes, so that it stays as written.';
  if (type === 'array') return 'must be a list: [one, another].';
  if (type === 'object') return 'must be a map of fields.';
  if (type === 'boolean') return 'must be true or false.';
  return `must be of type ${String(type)}.`;
};
