import { applyDecorators } from '@nestjs/common';
import { ApiHideProperty, ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy, ValidateIf, type ValidationOptions } from 'class-validator';
import type { ValueFormat } from '#formats/formats.js';

/** What every decorator of a field is told. */
export type FieldOptions = Readonly<{
  optional?: boolean;
  description?: string;
  /** It stands in the address, so the OpenAPI document does not show it in the body. */
  inPath?: true;
}>;

/**
 * A field that a fact is told in: one decorator says how it is checked and how the OpenAPI document shows it. One
 * that is left out is absent; null is refused, since it could mean two things.
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

/** A check by the rule of `validate`, with what is said where it does not hold. */
export const checked = (
  name: string,
  message: string,
  validate: (value: unknown) => boolean,
  options: ValidationOptions = {},
) => ValidateBy({ name, validator: { validate, defaultMessage: () => message } }, options);

/** A check by one of the forms that the check of a dossier goes by, too. */
export const inForm = (name: string, { is, wrong }: ValueFormat, options: ValidationOptions = {}) =>
  checked(name, `$property ${wrong}`, is, options);
