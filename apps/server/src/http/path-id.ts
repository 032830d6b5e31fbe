import type { FastifyRequest } from 'fastify';
import { validate } from 'uuid';
import { Problem } from './problem.js';

/** An id from the path, in lower case. @throws Problem 400 */
export const pathId = (request: Pick<FastifyRequest, 'params'>, name: string): string => {
  const id = (request.params as Readonly<Record<string, string>>)[name] ?? '';
  if (!validate(id))
    throw new Problem(
      'id-malformed',
      `"${id.slice(0, 80)}" in the path is not a UUID. Use an id from an answer, like 5ba1ad00-0000-4000-8000-000000000001.`,
    );
  return id.toLowerCase();
};
