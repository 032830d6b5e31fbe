import { expect } from '@jest/globals';
import type { Type } from '@nestjs/common';
import type { Fact } from '../../http/validation/fact.js';
import { validateAs } from '../../http/validation/validate.js';
import { type FieldError, Problem } from '../../http/problem.js';
import { EXAMPLE_IDS } from '../../openapi/examples.js';
import { allRoutes } from '../command-controller.js';
import { RECORD_ROUTES } from '../record-routes.js';

export type Body = Record<string, unknown>;

/** Every command: its DTO, and its examples including the path parameters. */
export const routes = RECORD_ROUTES.flatMap(allRoutes).map(({ type, operationId, path, dto, examples: all }) => {
  const inPath = [...path.matchAll(/:(\w+)/g)]
    .map(([, name]) => name!)
    .filter((name) => !['id', 'negotiationId'].includes(name))
    .map((name) => [name, EXAMPLE_IDS[name]]);
  const examples = Object.entries(all).map(
    ([title, example]) => [title, { ...example, ...(Object.fromEntries(inPath) as Body) }] as const,
  );
  return { name: type, operationId, dto, examples };
});
/** The examples of all commands, each with its DTO. */
export const examples = routes.flatMap(({ name, dto, examples: all }) =>
  all.map(([title, example]) => ({ name, title, dto, example })),
);

const routeOf = (name: string) => routes.find((route) => route.name === name)!;
export const accept = (name: string, body: unknown) => validateAs(routeOf(name).dto, body) as Fact & Body;
/** The first example of a command, with other fields. */
export const bodyOf = (name: string, changes: Body = {}): Body => ({ ...routeOf(name).examples[0]![1], ...changes });

/** What becomes of a body: an instance of the DTO, or the problem that refuses it. */
export const outcomeOf = (dto: Type<object>, body: unknown) => {
  try {
    return validateAs(dto, body);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
};
export const problemOf = (name: string, body: unknown): Problem => {
  const outcome = outcomeOf(routeOf(name).dto, body);
  if (outcome instanceof Problem) return outcome;
  throw new Error('this was accepted');
};
/** The first error of a body that is refused with 400. */
export const rejected = (name: string, body: unknown): FieldError => {
  const problem = problemOf(name, body);
  expect(problem.status).toBe(400);
  return problem.extras.errors?.[0] ?? { pointer: '', code: problem.code, detail: problem.message };
};

/** A text with half of a surrogate pair. */
export const LONE = 'half \ud83d of a face';
