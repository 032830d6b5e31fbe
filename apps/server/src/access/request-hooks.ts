import { finished } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { batchContext } from './batch-context.js';
import { childPointer, fieldsInvalid, fieldUnknown } from '../http/validation/validate.js';
import { Problem } from '../http/problem.js';
import { pathOf } from '../http/path-of.js';
import type { AllowedMethods } from '../http/allowed-methods.js';
import { unrouted } from '../http/unrouted.js';
import { networkOf } from '../http/network-of.js';
import { frameworkProblem, hasNoTrace, sendProblem } from '../http/problem.filter.js';
import type { SampledLogs } from '../telemetry/sampled-logs.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The parameters of a route that may be repeated. */
    repeatable?: readonly string[];
  }
}

/**
 * `?a=1&a=2` would reach a controller as an array instead of a string. Commands have one query parameter: another
 * one may have been meant to change what is recorded, so it is rejected instead of ignored.
 */
const parameterProblem = ({ method, query, url, routeOptions }: FastifyRequest): Problem | undefined => {
  if (!isWellFormed(url)) return frameworkProblem(400);
  const parameters = Object.entries(query as object);
  const { repeatable = [] } = routeOptions.config;
  const repeated = parameters.find(([name, value]) => typeof value !== 'string' && !repeatable.includes(name))?.[0];
  if (repeated !== undefined) return parameterRepeated(repeated.slice(0, 80), repeatable);
  const unknown = method === 'POST' ? parameters.filter(([name]) => name !== OF_COMMANDS) : [];
  return unknown.length === 0
    ? undefined
    : fieldsInvalid(unknown.map(([name]) => fieldUnknown(childPointer('', name))));
};

const parameterRepeated = (name: string, repeatable: readonly string[]): Problem => {
  const others = repeatable.length === 0 ? '' : ` Here, ${repeatable.join(', ')} may be repeated.`;
  const detail = `The parameter "${name}" occurs more than once. Send it once.${others}`;
  const pointer = childPointer('', name);
  return new Problem('parameter-repeated', detail, { errors: [{ pointer, code: 'parameter-repeated', detail }] });
};

/** The parameter that every command takes. */
const OF_COMMANDS = 'dryRun';

/** The query parser accepts invalid UTF-8, such as `%ff`, as literal text. */
const isWellFormed = (url: string): boolean => {
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
};

/** Longer paths are truncated in the log. */
const MAX_LOGGED_PATH = 300;

type Answered = Readonly<{ method: string; path: string | undefined; status: number; from: string; elapsed: number }>;

/** What the log says of a request. `elapsed`: in ms. */
export const requestLine = ({ elapsed, ...request }: Answered): object => ({
  ...request,
  ms: Math.round(elapsed * 10) / 10,
});

/** Hooks for every request. */
export const addRequestHooks = (
  fastify: FastifyInstance,
  routes: AllowedMethods,
  lines: Pick<SampledLogs, 'faults' | 'requests'>,
) => {
  // Before the body is read.
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done();
    return sendProblem(request, reply, unrouted(request, routes));
  });

  fastify.addHook('preValidation', (request, reply, done) => {
    const problem = parameterProblem(request);
    if (problem === undefined) return done();
    return sendProblem(request, reply, problem);
  });

  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done(null, payload);
  });

  // Fastify closes the connection when a body is too large. A client that still sends would miss the response, and retry.
  // So the rest is read and discarded, up to the request timeout. With `Connection: close`, the response is sent
  // after that, since Node closes the connection with the response.
  fastify.addHook('onSend', ({ raw }, reply, payload, done) => {
    if (reply.statusCode !== 413) return done(null, payload);
    void reply.removeHeader('connection');
    raw.resume();
    if (reply.raw.shouldKeepAlive || raw.readableEnded || raw.destroyed) return done(null, payload);
    finished(raw, () => done(null, payload));
  });

  fastify.addHook('onResponse', ({ fault, log }, _reply, done) => {
    if (fault !== undefined) {
      const { name, message } = fault;
      const fields = hasNoTrace(fault) ? {} : { err: fault };
      lines.faults.write({ level: 'error', message, kind: ['fault', name, message], fields }, log);
    }
    done();
  });

  // One line per request, except health checks and metrics. What records nothing is for debugging: who reads what is nobody's business.
  // No query or body, since search terms and facts are confidential.
  // Failed requests from one address with the same status are counted.
  fastify.addHook('onResponse', (request, { statusCode: status, elapsedTime }, done) => {
    const { method, ip: from, log } = request;
    if (/^\/(?:health|metrics)/.test(request.url)) return done();
    const isPart = batchContext.getStore() !== undefined;
    // The path of a command in a batch comes from a body.
    const path = isPart ? request.routeOptions.url : pathOf(request).slice(0, MAX_LOGGED_PATH);
    const fields = requestLine({ method, path, status, from, elapsed: elapsedTime });
    if (status < 400) log[method === 'POST' ? 'info' : 'debug'](fields, 'request');
    else
      lines.requests.write(
        {
          level: status >= 500 ? 'error' : 'warn',
          message: 'request',
          kind: [status, networkOf(from)],
          fields,
          wider: { kind: [status], fields: { status } },
        },
        log,
      );
    done();
  });
};
