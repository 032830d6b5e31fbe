import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError, type ValidatorOptions } from 'class-validator';
import { type FieldError, Problem, describeField } from '../problem.js';
import type { FieldCode } from './field-codes.js';
import { passesFastValidation } from './fast-validation.js';

const MAX_ERRORS = 50;
/** Rejects unknown fields, and objects without validation rules. */
export const STRICT: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: true,
  validationError: { target: false, value: true },
};

/** A plain JSON object as an instance of a DTO, with every date parsed and every field checked; or the errors, with pointers below `at`. */
export const validate = <T extends object>(dto: new () => T, plain: object, at = ''): T | readonly FieldError[] => {
  const reserved = reservedNames(plain, at);
  if (reserved.length > 0) return reserved.map(fieldUnknown);
  const instance = plainToInstance(dto, plain);
  if (passesFastValidation(instance)) return instance;
  const errors = validateSync(instance, STRICT).flatMap((error) => fieldErrors(error, at));
  return errors.length > 0 ? errors : instance;
};

/** @throws Problem 400, with a pointer to each invalid field */
export const validateAs = <T extends object>(dto: new () => T, plain: unknown): T => {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain))
    throw new Problem('body-not-an-object', 'The body must be one JSON object.');
  const valid = validate(dto, plain);
  if (valid instanceof dto) return valid;
  throw fieldsInvalid(valid as readonly FieldError[]);
};

export const fieldsInvalid = (errors: readonly FieldError[]) => {
  const first = errors.slice(0, MAX_ERRORS);
  const detail = first.map(describeField).join(' ');
  return new Problem('fields-invalid', detail.slice(0, 2000), { errors: first });
};

export const fieldUnknown = (pointer: string): FieldError => ({
  pointer: pointer.slice(0, 300),
  code: 'field-unknown',
  detail: 'Unknown field. Remove it, or check its spelling.',
});

const fieldErrors = (
  { property, value, constraints = {}, children = [] }: ValidationError,
  parent: string,
): FieldError[] => {
  const pointer = childPointer(parent, property).slice(0, 300);
  const own = Object.entries(constraints).map(([name, message]) => {
    if (name === 'whitelistValidation') return fieldUnknown(pointer);
    const code = codeOfRule(name);
    const must = message.replace(/\.$/, '');
    return { pointer, code, detail: (value === undefined ? missing(property, code, must) : `${must}.`).slice(0, 500) };
  });
  return [...own, ...children.flatMap((child) => fieldErrors(child, pointer))];
};
/**
 * That a field or parameter is missing, and what it must be, `must`, unless that is a text and no more. An optional one is not looked at
 * without a value.
 */
export const missing = (name: string, code: FieldCode, must: string): string =>
  ANY_TEXT.includes(code) ? `${name} is missing.` : `${name} is missing: ${must.replace(name, 'it')}.`;
const ANY_TEXT: readonly FieldCode[] = ['is-string', 'is-well-formed'];
/** Of the rule of a field, whose name is in camel case. A spec walks over all rules: each code is in the table. */
export const codeOfRule = (name: string): FieldCode =>
  name === 'isEdtf'
    ? 'date-not-edtf'
    : (name.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`) as FieldCode);

/** RFC 6901. */
export const childPointer = (parent: string, key: string) =>
  `${parent}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/**
 * Names that every object inherits are never fields: class-transformer silently drops such a name, or calls what
 * it finds there. Returns pointers to such names.
 */
const reservedNames = (body: object, at: string, found: string[] = []): readonly string[] => {
  for (const [key, value] of Object.entries(body) as [string, unknown][]) {
    if (isReserved(key)) found.push(childPointer(at, key));
    if (typeof value === 'object' && value !== null) reservedNames(value, childPointer(at, key), found);
  }
  return found;
};
const isReserved = (name: string) => name in Object.prototype || name === 'prototype';
