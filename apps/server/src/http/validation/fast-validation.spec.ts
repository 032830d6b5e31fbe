import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { Allow, IsInt, IsOptional, IsString, ValidateBy, validateSync } from 'class-validator';
import * as fc from 'fast-check';
import { passesFastValidation } from './fast-validation.js';
import { Text } from './fields.js';
import { allRoutes } from '../../record/command-controller.js';
import { RECORD_ROUTES } from '../../record/record-routes.js';
import { STRICT } from './validate.js';

type Body = Record<string, unknown>;

/** Every DTO of the write side, with the examples of the OpenAPI document. */
const exampleBodies = RECORD_ROUTES.flatMap(allRoutes).flatMap(({ dto, examples }) =>
  Object.values(examples).map((body) => ({ dto, body: body as Body })),
);
const isAccepted = (instance: object) => validateSync(instance, STRICT).length === 0;

// Removes a field of the example, replaces its value by one of another type, or wraps it in a list or an object.
const stray = fc.constantFrom<(value: unknown) => unknown>(
  () => undefined,
  () => null,
  () => '',
  () => 'a',
  () => 0,
  () => false,
  () => [],
  () => ({}),
  (value) => [value],
  (value) => [[value]],
  (value) => [value, value, null],
  (value) => ({ value }),
  (value) => (Array.isArray(value) ? (value as unknown[])[0] : value),
  (value) => (typeof value === 'object' ? { ...value, stray: 1 } : `${JSON.stringify(value)} `),
);
const body = fc.constantFrom(...exampleBodies).chain(({ dto, body: example }) =>
  fc.array(fc.tuple(fc.constantFrom(...Object.keys(example), 'stray'), stray), { maxLength: 2 }).map((changes) => ({
    dto,
    body: { ...example, ...Object.fromEntries(changes.map(([key, change]) => [key, change(example[key])])) },
  })),
);

describe('fast validation', () => {
  it('accepts every example of the OpenAPI document', () => {
    // Some need another field, which is a path parameter.
    const whole = exampleBodies.map(({ dto, body: example }) => plainToInstance(dto, example)).filter(isAccepted);
    expect(whole.length).toBeGreaterThan(exampleBodies.length / 2);
    expect(whole.filter((instance) => !passesFastValidation(instance))).toEqual([]);
  });

  it('agrees with class-validator', () => {
    fc.assert(
      fc.property(body, ({ dto, body: sent }) => {
        const instance = plainToInstance(dto, sent);
        expect(passesFastValidation(instance)).toBe(isAccepted(instance));
      }),
      { numRuns: 1000 },
    );
  });

  it('applies the rules of base classes', () => {
    class Parent {
      @Text() readonly name!: string;
    }
    class Child extends Parent {
      @Text() readonly title!: string;
    }
    expect(passesFastValidation(plainToInstance(Child, { name: 'a', title: 'b' }))).toBe(true);
    expect(passesFastValidation(plainToInstance(Child, { title: 'b' }))).toBe(false);
  });

  it('does not decide for a class without rules', () => {
    expect(passesFastValidation({ name: 'a' })).toBe(false);
  });

  it('leaves unsupported kinds of rules to class-validator', () => {
    class Allowing {
      @Allow() readonly any: unknown = 1;
    }
    class Choosing {
      @IsOptional() @IsString({ validateIf: () => false }) readonly text = 1;
    }
    class Promising {
      @ValidateBy({ name: 'later', validator: { validate: () => Promise.resolve(true) } }) readonly later = 1;
    }
    for (const dto of [Allowing, Choosing, Promising])
      expect([dto, passesFastValidation(new dto())]).toEqual([dto, false]);
    class Counting {
      @IsOptional() @IsInt() readonly count?: number;
    }
    expect(passesFastValidation(new Counting())).toBe(true);
  });
});
