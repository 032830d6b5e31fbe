import { finished } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { batchContext } from './batch-context.js';
import { fieldsInvalid, fieldUnknown } from '../http/validation/validate.js';
import { Problem } from '../http/problem.js';
import { pathOf } from '../http/path-of.js';
import { answer, frameworkProblem } from '../http/problem.filter.js';

/**
 * `?a=1&a=2` would reach a controller as an array where it expects a text. A fact is told in the body alone: a parameter
 * beside it, `?dryRun=true` for one, may have been meant to change what is recorded, so it is refused and not passed over.
 */
const parametersWrong = ({ method, query, url }: FastifyRequest): Problem | undefined => {
  if (!isWellFormed(url)) return frameworkProblem(400);
  const parameters = Object.entries(query as object);
  const repeated = parameters.find(([, value]) => typeof value !== 'string')?.[0];
  if (repeated !== undefined)
    return new Problem(400, 'parameter-repeated', `The parameter "${repeated.slice(0, 80)}" stands more than once.`);
  if (method !== 'POST' || parameters.length === 0) return undefined;
  return fieldsInvalid(parameters.map(([name]) => fieldUnknown(`/${name}`)));
};

/** The parser of parameters takes what is no UTF-8, such as `%ff`, for the letters that it is written in. */
const isWellFormed = (url: string): boolean => {
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
};

/** What is longer was not meant as an address. */
const LONGEST_PATH = 300;

/** What holds for every request, before any controller sees it. */
export const addRequestHooks = (fastify: FastifyInstance) => {
  fastify.addHook('preValidation', (request, reply, done) => {
    const problem = request.is404 ? undefined : parametersWrong(request);
    if (problem === undefined) return done();
    return answer(request, reply, problem, request.log.error.bind(request.log));
  });

  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done(null, payload);
  });

  // Fastify hangs up on a body that is too large. Whoever still sends would lose the answer that says so, and try again:
  // what comes is read and forgotten, for as long as a request may take. Whoever wants the connection closed is answered
  // after that, since Node closes it with the answer.
  fastify.addHook('onSend', ({ raw }, reply, payload, done) => {
    if (reply.statusCode !== 413) return done(null, payload);
    void reply.removeHeader('connection');
    raw.resume();
    if (reply.raw.shouldKeepAlive || raw.readableEnded || raw.destroyed) return done(null, payload);
    finished(raw, () => done(null, payload));
  });

  // One line a request, but for those of a monitor, and without query or body: what is recorded or searched for is nobody's business.
  fastify.addHook('onResponse', (request, reply, done) => {
    if (/^\/(?:health|metrics)/.test(request.url)) return done();
    const level =
      reply.statusCode >= 500
        ? 'error'
        : reply.statusCode >= 400
          ? 'warn'
          : request.method === 'GET'
            ? 'debug'
            : 'info';
    const isPart = batchContext.getStore() !== undefined;
    request.log[level](
      {
        method: request.method,
        // The address of a part of a batch stood in a body.
        path: isPart ? request.routeOptions.url : pathOf(request).slice(0, LONGEST_PATH),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
    done();
  });
};
