import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { UnknownEvent } from '#domain/decode.js';
import { Unavailable } from '#event-store/event-store.js';
import { LedgerBroken } from '#ledger/storage/ledger-broken.js';
import { NotIndexed } from '#read-models/log-index/log-index.js';
import { LedgerNotSigned } from '#ledger/storage/ledger.js';
import { ClockJumped } from '../log/clock.js';
import type { AllowedMethods } from './allowed-methods.js';
import { pathOf } from './path-of.js';
import { detailsOf, Problem } from './problem.js';
import { hasStatus, type SureCode } from './problem-codes/problem-codes.js';
import { unrouted } from './unrouted.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the service failed to answer. It is logged with the response. */
    fault?: Error;
  }
}

/** Every error leaves as problem+json. Client errors say what to do next; server errors reveal nothing internal. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  /** `views`: whether they were made, or compared with the log, since the start. */
  constructor(
    private readonly routes: AllowedMethods,
    private readonly views: Readonly<{ isProven: boolean }>,
  ) {}

  catch(error: unknown, host: ArgumentsHost) {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const known = isUnrouted(error) ? unrouted(request, this.routes) : this.explained(error, request);
    sendProblem(request, http.getResponse<FastifyReply>(), known);
  }

  /** Until the views were compared with the log, nobody knows whether a row is wrong or the code. The error is logged. */
  private explained(error: unknown, request: FastifyRequest): unknown {
    if (this.views.isProven || !READS.includes(request.method) || !isUnexplained(error)) return error;
    return new Problem(
      'views-unavailable',
      'This cannot be answered before the views are compared with the log, which follows each start. Retry later; nothing is lost.',
      { headers: { 'retry-after': '5' }, cause: error },
    );
  }
}

const READS: readonly string[] = ['GET', 'HEAD'];

/** What no code throws on purpose, nor the system or the framework. By name, because a class does not cross realms. */
const isUnexplained = (error: unknown): boolean =>
  error instanceof Error &&
  ['Error', 'TypeError', 'SyntaxError', 'RangeError'].includes(error.name) &&
  !('syscall' in error) &&
  !('statusCode' in error);

/** Nest throws it for a path and method without a controller; our controllers throw a Problem. */
const isUnrouted = (error: unknown) => error instanceof HttpException && error.getStatus() === 404;

/** Also the error handler of Fastify itself, so that all errors have the same form. */
export const sendProblem = (request: FastifyRequest, reply: FastifyReply, error: unknown) => {
  const problem = problemOf(error, request);
  const isFault = problem.status >= 500 && problem.status !== 503;
  if (isFault || (error instanceof Error && hasNoTrace(error))) request.fault = asError(error);
  else if (problem.cause !== undefined) request.fault = asError(problem.cause);
  void reply
    .status(problem.status)
    .headers(problem.extras.headers ?? {})
    .type('application/problem+json')
    .send(JSON.stringify(detailsOf(problem, pathOf(request))));
};

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

const problemOf = (error: unknown, request: FastifyRequest): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof LedgerBroken) return logAltered(error, request);
  if (error instanceof NotIndexed) return notIndexed(error, request);
  if (error instanceof UnknownEvent)
    return new Problem(
      'event-unknown-to-this-version',
      'A newer version of the service has recorded an event about this that this instance does not know. Nothing was recorded. Send it to another instance, or ask the administrator to upgrade this instance.',
      { headers: { 'retry-after': '60' } },
    );
  if (error instanceof LedgerNotSigned)
    return new Problem(
      'ledger-not-signed',
      'Nothing was recorded, since the ledger cannot be signed now. Send it again later. The administrator finds the reason in the log of the service, and in /health/ready.',
      { headers: { 'retry-after': '5' } },
    );
  if (error instanceof ClockJumped)
    return new Problem(
      'clock-jumped',
      'Nothing was recorded, since the clock of the service has jumped. Send it again later. The administrator finds the reason, and what to do, in the log of the service, and in /health/ready.',
      { headers: { 'retry-after': '60' } },
    );
  if (error instanceof Unavailable && request.method !== 'POST')
    return new Problem('log-unreachable', 'The log cannot be read at the moment. Send the request again later.', {
      headers: { 'retry-after': '5' },
    });
  if (error instanceof Unavailable)
    return new Problem(
      error.outcome === 'unknown' ? 'outcome-unknown' : 'log-unavailable',
      error.outcome === 'unknown'
        ? 'The service does not know whether this was recorded. Send it again with the same Idempotency-Key.'
        : 'The log cannot be written at the moment. Nothing was recorded. Send it again later.',
      { headers: { 'retry-after': '5' } },
    );

  const status =
    error instanceof HttpException
      ? error.getStatus()
      : ((error as { statusCode?: unknown } | null)?.statusCode ?? 500);
  if (typeof status === 'number' && status >= 400 && status < 500) return frameworkProblem(status);
  return new Problem(
    'internal-error',
    'The service failed, and the error has been logged. If you recorded something, send it again with the same Idempotency-Key.',
  );
};

/** A full disk or similar is logged in one line, since its stack trace adds nothing. */
export const hasNoTrace = (fault: Error): boolean => fault instanceof Unavailable || fault instanceof UnknownEvent;

/** Figures and places are about the whole log, and only for callers who may see all of it. */
const mayKnowPlaces = ({ caller }: FastifyRequest): boolean =>
  caller !== undefined && caller.everywhere && caller.clearance === undefined;

const logAltered = ({ message }: LedgerBroken, request: FastifyRequest) =>
  new Problem(
    'log-altered',
    `Nothing more is recorded: ${mayKnowPlaces(request) ? message : 'the log was altered outside of this service. Tell the administrator, who finds the place in the log of the service.'}`,
    { headers: { 'retry-after': '3600' } },
  );

const notIndexed = ({ done, total }: NotIndexed, request: FastifyRequest) =>
  new Problem(
    'log-not-indexed',
    `The service has started and is indexing the log${mayKnowPlaces(request) ? `: ${done} of ${total} events` : ''}. Retry shortly.`,
    { headers: { 'retry-after': '2' } },
  );

/** Errors that the framework and the HTTP server raise themselves. A 4xx status that none of these has is still a client error. */
export const frameworkProblem = (status: number): Problem => {
  const [code, detail] = FRAMEWORK.find(([one]) => hasStatus(one, status)) ?? MALFORMED;
  return new Problem(code, detail);
};
type Raised = readonly [code: SureCode, detail: string];
const MALFORMED: Raised = ['request-malformed', 'The request could not be parsed.'];
const FRAMEWORK: readonly Raised[] = [
  [
    'request-malformed',
    'The request could not be parsed. Send a well-formed JSON body, and percent-encode the URL as UTF-8.',
  ],
  ['request-timeout', 'The request did not arrive in time. Send it again.'],
  ['request-too-large', 'The request body is too large. Split it into smaller requests.'],
  ['address-too-long', 'The URL is too long. Shorten it.'],
  ['media-type-unsupported', 'Send application/json.'],
  ['expectation-failed', 'The only supported Expect header is "100-continue".'],
  ['headers-too-large', 'The request headers are too large. Send fewer or shorter headers.'],
];
