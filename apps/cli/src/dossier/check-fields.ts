import { Ajv, type ErrorObject, type Format } from 'ajv';
import { NotEdtf, parseEdtf } from '#edtf/parse-edtf.js';
import { type ValueFormat, NUMBER_FORMATS, TEXT_FORMATS } from '#formats/formats.js';
import type { Schema } from './commands-from-openapi.js';
import { suggest } from './suggest.js';
import type { DossierSchema } from './dossier-schema.js';
import { KEY } from './entry-keys.js';
import type { Path } from './read-dossier.js';

/** `onKey`: the problem is the name of the field, not its value. */
export type FieldProblem = Readonly<{ path: Path; message: string; onKey: boolean }>;

const ID = 'dossier';
const CHANGES = 'changes';

/** Checks the fields of an entry; with `changes`, a merge patch of them, where null removes a field. */
export const fieldChecks = (schema: DossierSchema) => {
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    verbose: true,
    formats: { ...formatsOf('string', TEXT_FORMATS), ...formatsOf('number', NUMBER_FORMATS), edtf: isEdtf },
    // Formats of a newer service are unknown here and checked only by that service.
    logger: false,
  });
  // Only the definitions: compiling the whole schema takes long, mostly for selecting the definition of an entry.
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

/** The schema of a merge patch (RFC 7396): any fields, or null to remove one; lists as a whole. */
const patchOf = ({ required: _, properties, items, ...rest }: Schema): Schema => ({
  ...rest,
  ...(items && { items: whole(items) }),
  ...(properties && {
    properties: Object.fromEntries(
      Object.entries(properties)
        .filter(([name]) => !ENTRY_FIELDS.has(name))
        .map(([name, inner]) => [name, { anyOf: [{ type: 'null' }, patchOf(inner)] }]),
    ),
  }),
});
const ENTRY_FIELDS: ReadonlySet<string> = new Set(['key', 'record', 'of', 'in', 'marking']);
const whole = (schema: Schema): Schema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', `"${ID}#/definitions/`)) as Schema;

const sameAs = (a: FieldProblem, b: FieldProblem) =>
  a.message === b.message && JSON.stringify(a.path) === JSON.stringify(b.path);

type Formats = Readonly<Record<string, readonly ValueFormat[]>>;
/** The same checks as in the service. */
const formatsOf = (type: 'string' | 'number', formats: Formats) =>
  Object.fromEntries(
    Object.entries(formats).map(([name, forms]) => [
      name,
      { type, validate: (value: unknown) => forms.every(({ is }) => is(value)) } as Format,
    ]),
  );
const describeFormatError = (format: string, value: unknown): string =>
  format === 'edtf'
    ? `is not a date: ${whyNotEdtf(String(value)) ?? ''}`
    : `${FORMATS[format]!.find(({ is }) => !is(value))!.wrong}.`;
const FORMATS: Formats = { ...TEXT_FORMATS, ...NUMBER_FORMATS };

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
    // These only say that something inside is wrong, which is reported itself.
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
      if (params['type'] === 'null') return []; // the alternative in a merge patch
      if (data === null) return here('is empty. Set a value, or leave it out.');
      // It would not be a date in quotes either.
      if (parent.format === 'edtf' && typeof data === 'number' && !isEdtf(String(data)))
        return here(describeFormatError('edtf', data));
      return here(ofType(params['type'], data));
    case 'format':
      return here(describeFormatError(String(params['format']), data));
    case 'pattern':
      if (parent.format !== undefined) return []; // the error of the format is clearer
      return here(likeWhat(parent));
    case 'minItems':
      return here(`needs at least ${String(params['limit'])}.`);
    case 'uniqueItems':
      return here('contains a duplicate.');
    case 'minLength':
      if (parent.format !== undefined) return [];
      return here('is empty. Set a text, or leave it out.');
    case 'maxLength':
      return here(`is longer than ${String(params['limit'])} characters.`);
    default:
      return here(`${error.message ?? 'is not as it should be'}.`);
  }
};

const likeWhat = ({ pattern, examples, 'x-key': target }: Schema): string => {
  if (target !== undefined) return 'must be the key of an entry: a-z, 0-9 and -.';
  if (pattern === KEY.source) return 'must have 1 to 64 characters a-z, 0-9 and -, like 1-3.';
  const [like] = (examples ?? []) as readonly string[];
  return like === undefined ? `must match ${String(pattern)}.` : `must look like ${like}.`;
};

const ofType = (type: unknown, data: unknown): string => {
  if (type === 'string')
    return typeof data === 'object' ? 'must be a text.' : 'must be a text. Put it in quotes to keep it as written.';
  if (type === 'array') return 'must be a list: [one, another].';
  if (type === 'object') return 'must be a map of fields.';
  if (type === 'boolean') return 'must be true or false.';
  return `must be of type ${String(type)}.`;
};
