import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError, type ValidatorOptions } from 'class-validator';
import { type FieldError, Problem } from '../problem.js';
import { accepts } from './fast-validation.js';

const MAX_DEPTH = 32;
const MAX_ERRORS = 50;
/** No field that is not known, and no object without fields. */
export const STRICT: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: true,
  validationError: { target: false, value: false },
};

/**
 * A plain JSON value as an instance of a DTO, with every date parsed and every field checked.
 * @throws Problem 400, with a pointer to each field that is wrong, below `at`
 */
export const validateAs = <T extends object>(dto: new () => T, plain: unknown, at = ''): T => {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain))
    throw new Problem(400, 'body-not-an-object', 'The body must be one JSON object.');
  refuseTakenNames(plain, at);

  const instance = plainToInstance(dto, plain);
  const errors = accepts(instance) ? [] : validateSync(instance, STRICT);
  if (errors.length > 0) throw fieldsInvalid(errors.flatMap((error) => fieldErrors(error, at)));
  return instance;
};

export const fieldsInvalid = (errors: readonly FieldError[]) => {
  const first = errors.slice(0, MAX_ERRORS);
  const detail = first.map((error) => `${error.pointer}: ${error.detail}`).join('; ');
  return new Problem(400, 'fields-invalid', detail.slice(0, 2000), { errors: first });
};

export const fieldUnknown = (pointer: string): FieldError => ({
  pointer: pointer.slice(0, 300),
  code: 'field-unknown',
  detail: 'There is no such field here.',
});

const fieldErrors = ({ property, constraints = {}, children = [] }: ValidationError, parent: string): FieldError[] => {
  const pointer = below(parent, property).slice(0, 300);
  const own = Object.entries(constraints).map(([name, message]) =>
    name === 'whitelistValidation'
      ? fieldUnknown(pointer)
      : { pointer, code: CODES[name] ?? kebab(name), detail: `${message.replace(/\.$/, '')}.`.slice(0, 500) },
  );
  return [...own, ...children.flatMap((child) => fieldErrors(child, pointer))];
};
const CODES: Readonly<Record<string, string>> = { isEdtf: 'date-not-edtf' };
const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);

/** RFC 6901. */
const below = (parent: string, key: string) => `${parent}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/**
 * What every object has by birth is no field of ours: class-transformer drops such a name in silence, or calls what
 * it finds there. Without recursion: the body may be deeper than the stack.
 */
const refuseTakenNames = (body: object, at: string) => {
  const taken: string[] = [];
  let level: (readonly [string, object])[] = [[at, body]];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH)
      throw new Problem(400, 'body-too-deep', `The body is nested more than ${MAX_DEPTH} levels deep.`);
    const next: (readonly [string, object])[] = [];
    for (const [pointer, container] of level)
      for (const [key, value] of Object.entries(container) as [string, unknown][]) {
        if (isTaken(key)) taken.push(below(pointer, key));
        if (typeof value === 'object' && value !== null) next.push([below(pointer, key), value]);
      }
    level = next;
  }
  if (taken.length > 0) throw fieldsInvalid(taken.map(fieldUnknown));
};
const isTaken = (name: string) => name in Object.prototype || name === 'prototype';
