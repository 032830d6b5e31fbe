import { applyDecorators } from '@nestjs/common';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmptyObject,
  IsNumber,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';
import type { Kind } from '#domain/ids.js';
import { COUNTRY, EXACT, LANGUAGE, VISIBLE, WEB_ADDRESS, WELL_FORMED } from '#formats/formats.js';
import { rule, field, type FieldOptions as Options, inFormat } from './field.js';
import { refers } from './references.js';

// Days and times are in time-fields.ts.

// Words

/** Prose in any language, stored unchanged. */
export const Text = (options: Options & { max?: number } = {}) => {
  const max = options.max ?? 20_000;
  return field(
    options,
    { type: 'string', format: 'words', minLength: 1, maxLength: max },
    IsString(),
    IsWellFormed(),
    Matches(VISIBLE, { message: '$property has no visible characters' }),
    MaxLength(max),
  );
};

/** A name or a title. */
export const Line = (options: Options = {}) => Text({ max: 500, ...options });

/** A short identifier that the client chooses, unique within its parent. */
export const Slug = (options: Options = {}) =>
  field(
    options,
    { type: 'string', pattern: SLUG.source, maxLength: 64, example: '1-3' },
    Matches(SLUG, { message: '$property must be 1 to 64 of a-z, 0-9 and -, like 1-3' }),
  );
const SLUG = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** `name` is the name of the enum in the OpenAPI document, so that generated clients have a type of that name. */
export const OneOf = (values: readonly string[], { name, ...options }: Options & { name?: string } = {}) =>
  field(
    options,
    { type: 'string', enum: [...values], ...(name && { enumName: name }) },
    IsIn(values, { message: `$property must be one of ${values.join(', ')}` }),
  );

/** At least one of these values, each once. */
export const SomeOf = (values: readonly string[], options: Options = {}) =>
  field(
    options,
    { type: 'array', items: { type: 'string', enum: [...values] }, minItems: 1, uniqueItems: true },
    IsArray(),
    AtLeast(1),
    AtMost(values.length),
    EachOnce(),
    IsIn(values, { each: true }),
  );

/** BCP 47. */
export const Language = (options: Options = {}) =>
  field(
    options,
    { type: 'string', format: 'language', example: 'en', description: 'BCP 47' },
    inFormat('isLanguage', LANGUAGE),
  );

/** ISO 3166-1 alpha-2, or a code that it reserves for a union of states that negotiates. */
export const CountryCode = (options: Options = {}) =>
  field(
    options,
    {
      type: 'string',
      format: 'country',
      pattern: '^[A-Z]{2}$',
      example: 'CN',
      description: 'ISO 3166-1 alpha-2, or EU or UN',
    },
    inFormat('isCountryCode', COUNTRY),
  );

/** The SHA-256 of a document's bytes, in hexadecimal digits. */
export const Sha256 = (options: Options = {}) =>
  field(
    options,
    { type: 'string', pattern: '^[0-9a-fA-F]{64}$', example: SHA256_OF_NOTHING, description: 'SHA-256, hexadecimal' },
    Lowercase(),
    Matches(/^[0-9a-f]{64}$/, { message: '$property must be 64 hexadecimal digits' }),
  );
const SHA256_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export const Url = (options: Options = {}) =>
  field(
    options,
    { type: 'string', format: 'uri', maxLength: 2048 },
    IsWellFormed(),
    inFormat('isUrl', WEB_ADDRESS),
    MaxLength(2048),
  );

export const Pattern = (pattern: RegExp, like: string, options: Options = {}) =>
  field(
    options,
    { type: 'string', pattern: pattern.source, example: like },
    IsString(),
    Matches(pattern, { message: `$property must look like ${like}` }),
  );

export const TextList = (options: Options = {}) =>
  field(
    options,
    { type: 'array', items: { type: 'string', format: 'words', minLength: 1, maxLength: 500 }, maxItems: MAX_ITEMS },
    IsArray(),
    AtMost(MAX_ITEMS),
    IsWellFormed({ each: true }),
    Matches(VISIBLE, { each: true, message: 'each item of $property must have visible characters' }),
    MaxLength(500, { each: true }),
  );
const MAX_ITEMS = 200;

const IsWellFormed = (options: ValidationOptions = {}) => inFormat('isWellFormed', WELL_FORMED, options);

const AtLeast = (min: number) =>
  ArrayMinSize(min, { message: `$property must have at least ${min === 1 ? 'one item' : `${min} items`}` });
const AtMost = (max: number) =>
  ArrayMaxSize(max, { message: `$property must have at most ${max === 1 ? 'one item' : `${max} items`}` });
const EachOnce = () => ArrayUnique({ message: '$property must name each thing only once' });

// Numbers and flags

export const Flag = (options: Options = {}) => field(options, { type: 'boolean' }, IsBoolean());

/** A number that a double represents exactly as written. */
export const Quantity = (options: Options = {}) =>
  field(
    options,
    { type: 'number', format: 'double', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
    IsNumber({}, { message: '$property must be a number' }),
    inFormat('isExact', { ...EXACT, is: (value) => !Number.isFinite(value) || EXACT.is(value) }),
  );
export const Percent = (options: Options = {}) =>
  field(options, { type: 'integer', minimum: 0, maximum: 100 }, IsInt(), Min(0), Max(100));

// References

// `x-refers` is the kind of thing that the id refers to.
const reference = (kind: Kind | 'event') => ({ type: 'string', format: 'uuid', 'x-refers': kind }) as const;

/** The id of a recorded thing in the same negotiation. */
export const Ref = (kind: Kind, options: Options = {}) =>
  applyDecorators(
    field(
      options,
      { ...reference(kind), description: options.description ?? `The id of ${kind === 'issue' ? 'an' : 'a'} ${kind}` },
      Lowercase(),
      IsUUID(),
    ),
    refers(kind),
  );
export const Refs = (kind: Kind, options: Options & { min?: number } = {}) =>
  applyDecorators(
    field(
      options,
      {
        type: 'array',
        items: reference(kind),
        maxItems: MAX_ITEMS,
        minItems: options.min ?? 0,
        uniqueItems: true,
        description: options.description ?? `The ids of things of kind ${kind}`,
      },
      Lowercase(),
      IsArray(),
      AtLeast(options.min ?? 0),
      AtMost(MAX_ITEMS),
      EachOnce(),
      IsUUID(undefined, { each: true }),
    ),
    refers(kind),
  );
/** The id of a recorded event in the same negotiation. */
export const EventRef = (options: Options = {}) =>
  applyDecorators(field(options, reference('event'), Lowercase(), IsUUID()), refers('event'));
/** Any UUID. */
export const Uuid = (options: Options = {}) =>
  field(options, { type: 'string', format: 'uuid' }, Lowercase(), IsUUID());
const Lowercase = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string'
      ? value.toLowerCase()
      : Array.isArray(value)
        ? value.map((one: unknown) => (typeof one === 'string' ? one.toLowerCase() : one))
        : value,
  );

// Composites

// Nest's OpenAPI generator resolves a type only if the function that returns it is named `type`.
const lazy = (type: () => new () => object) => ({ type: () => type() }).type;

export const Nested = (type: () => new () => object, options: Options = {}) =>
  field(
    options,
    { type: lazy(type) },
    IsObjectOnly(),
    IsNotEmptyObject({ nullable: false }),
    ValidateNested(),
    Type(type),
  );
export const List = (type: () => new () => object, options: Options & { min?: number } = {}) =>
  field(
    options,
    { type: lazy(type), isArray: true, minItems: options.min ?? 0, maxItems: MAX_ITEMS },
    IsArray(),
    AtLeast(options.min ?? 0),
    AtMost(MAX_ITEMS),
    AreObjects(),
    ValidateNested({ each: true }),
    Type(type),
  );
const isObjectOnly = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
const IsObjectOnly = () => rule('isObject', '$property must be an object', isObjectOnly);
/** For a list of objects without required fields, where an empty object would have no meaning. */
export const NoEmptyItems = () =>
  rule(
    'noneEmpty',
    'each item of $property must have at least one field',
    (value) => !isObjectOnly(value) || Object.keys(value as object).length > 0,
    { each: true },
  );
/** For a field that needs at least one of the other fields. */
export const RequiresOneOf = (others: readonly string[], why: string) =>
  ValidateBy({
    name: 'isBeside',
    validator: {
      validate: (_, args) =>
        others.some((name) => (args!.object as Readonly<Record<string, unknown>>)[name] !== undefined),
      defaultMessage: () => `$property ${why}. Add ${others.join(' or ')}, or leave it out`,
    },
  });
// ValidateNested ignores null and descends into nested lists.
const AreObjects = () => rule('areObjects', 'each item of $property must be an object', isObjectOnly, { each: true });

/** A merge patch (RFC 7396) for the command that recorded the fact. */
export const MergePatch = () =>
  field(
    {},
    { type: 'object', additionalProperties: true },
    IsObjectOnly(),
    IsNotEmptyObject(
      { nullable: true },
      { message: '$property has no fields, so nothing would be changed. Name at least one field' },
    ),
  );
