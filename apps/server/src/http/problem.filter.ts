import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Unavailable } from '#event-store/event-store.js';
import type { AllowedMethods } from './allowed-methods.js';
import { pathOf } from './path-of.js';
import { detailsOf, Problem } from './problem.js';

/** Whatever goes wrong leaves as problem+json: what the client did, with what to do next; what we did, without a word of how. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  constructor(private readonly routes: AllowedMethods) {}

  catch(error: unknown, host: ArgumentsHost) {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const known = isUnrouted(error) ? this.unrouted(request) : error;
    answer(request, http.getResponse<FastifyReply>(), known, (fault) => this.report(fault));
  }

  /** A full disk and the like is told in a line: the trace of it says nothing more. */
  private report(fault: Error) {
    this.logger.error(fault instanceof Unavailable ? fault.message : fault);
  }

  private unrouted(request: FastifyRequest): Problem {
    const methods = this.routes.methodsOf(pathOf(request));
    const { method } = request;
    return methods.length === 0
      ? new Problem(404, 'route-unknown', `There is nothing at ${pathOf(request)}. /openapi.json lists all there is.`)
      : new Problem(405, 'method-not-allowed', `${method} is no method of this address; ${methods.join(', ')} are.`, {
          headers: { allow: methods.join(', ') },
        });
  }
}

/** Nest throws it for a path and method that no controller has; ours throw a Problem. */
const isUnrouted = (error: unknown) => error instanceof HttpException && error.getStatus() === 404;

/** Also the error and not-found handler of Fastify itself, so that no answer is framed otherwise. */
export const answer = (
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  report: (fault: Error) => void,
) => {
  const problem = problemOf(error);
  if (error instanceof Unavailable || (problem.status >= 500 && problem.status !== 503))
    report(error instanceof Error ? error : new Error(String(error)));
  void reply
    .status(problem.status)
    .headers(problem.extras.headers ?? {})
    .type('application/problem+json')
    .send(JSON.stringify(detailsOf(problem, pathOf(request))));
};

const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof Unavailable)
    return new Problem(
      503,
      error.outcome === 'unknown' ? 'outcome-unknown' : 'log-unavailable',
      error.outcome === 'unknown'
        ? 'It is not known whether this was recorded. Send it again with the same Idempotency-Key to find out.'
        : 'Nothing was recorded, since the log cannot be written now. Send it again later.',
      { headers: { 'retry-after': '5' } },
    );

  const status =
    error instanceof HttpException
      ? error.getStatus()
      : ((error as { statusCode?: unknown } | null)?.statusCode ?? 500);
  if (typeof status === 'number' && status >= 400 && status < 500) return frameworkProblem(status);
  return new Problem(
    500,
    'internal-error',
    'This is a fault of the service and has been logged. If you recorded something, send it again with the same Idempotency-Key.',
  );
};

/** What the framework and the HTTP server refuse by themselves. What this table has no words for is still the client's doing. */
export const frameworkProblem = (status: number): Problem => {
  const known = FRAMEWORK[status];
  return known === undefined
    ? new Problem(400, 'request-malformed', 'The request could not be read.')
    : new Problem(status, ...known);
};
const FRAMEWORK: Readonly<Record<number, readonly [code: string, detail: string]>> = {
  400: [
    'request-malformed',
    'The request could not be read. A body must be well-formed JSON, and an address well-formed UTF-8.',
  ],
  408: ['request-timeout', 'The request did not arrive in time. Send it again.'],
  413: ['request-too-large', 'The request body is too large. Record it in parts.'],
  414: ['address-too-long', 'The address is too long.'],
  415: ['media-type-unsupported', 'Send application/json.'],
  417: ['expectation-failed', 'Nothing but "100-continue" may be expected.'],
  431: ['headers-too-large', 'The headers are too large.'],
};
