import { applyDecorators } from '@nestjs/common';
import { ApiHideProperty, ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy, ValidateIf, type ValidationOptions } from 'class-validator';
import type { ValueFormat } from '#formats/formats.js';

/** The options of every field decorator. */
export type FieldOptions = Readonly<{
  optional?: boolean;
  description?: string;
  /** It is a path parameter, so the OpenAPI document does not show it in the body. */
  inPath?: true;
}>;

/**
 * A field of a command: one decorator defines its validation and its OpenAPI schema. An optional field
 * is left out; null is rejected, since it would be ambiguous.
 */
export const field = (options: FieldOptions, api: ApiPropertyOptions, ...checks: PropertyDecorator[]) => {
  const { description } = options;
  const said = description === undefined ? {} : { description };
  return applyDecorators(
    options.inPath
      ? ApiHideProperty()
      : ApiProperty({ ...api, ...said, required: !options.optional } as ApiPropertyOptions),
    ...(options.optional ? [ValidateIf((_, value) => value !== undefined)] : []),
    ...checks,
  );
};

/** A validation rule with its error message. */
export const rule = (
  name: string,
  message: string,
  validate: (value: unknown) => boolean,
  options: ValidationOptions = {},
) => ValidateBy({ name, validator: { validate, defaultMessage: () => message } }, options);

/** A validation rule for a format that the dossier check shares. */
export const inFormat = (name: string, { is, wrong }: ValueFormat, options: ValidationOptions = {}) =>
  rule(name, `$property ${wrong}`, is, options);
