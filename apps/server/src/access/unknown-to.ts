import type { FastifyRequest } from 'fastify';
import type { CodeAt } from '../http/problem-codes/problem-codes.js';
import { AccessDenied } from './access-denied.js';
import { logDenial } from './decision-log.js';

/** The 404 for an id among the things of the caller alone. It is logged: somebody may try the ids of others. */
export const unknownTo = (request: FastifyRequest, code: CodeAt<404>, detail: string): AccessDenied => {
  const denied = new AccessDenied(code, detail, 'they have nothing with this id');
  logDenial(request, denied);
  return denied;
};
