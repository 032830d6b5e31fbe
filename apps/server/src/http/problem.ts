import { type Coded, codedOf, type ProblemCode, type Status } from './problem-codes/problem-codes.js';
import type { FieldCode } from './validation/field-codes.js';

/** One invalid field: a JSON Pointer to it (RFC 6901), a code, and how to fix it. */
export type FieldError<Code extends string = ProblemCode | FieldCode> = Readonly<{
  pointer: string;
  code: Code;
  detail: string;
}>;

/** What is wrong with a field, and where, unless the words begin with the name of a field of the body itself. */
export const describeField = ({ pointer, detail }: FieldError): string =>
  /^\/(\w+)$/.exec(pointer)?.[1] === /^\w*/.exec(detail)![0] ? detail : `${pointer}: ${detail}`;

/** RFC 9457. `code` is for programs; `detail` tells a person what to do next. */
export type ProblemDetails = Readonly<{
  type: string;
  title: string;
  status: Status;
  detail: string;
  instance: string;
  code: ProblemCode;
  errors?: readonly FieldError[];
}>;

/** `members` are extension members of the problem object (RFC 9457, section 3.2). `cause` is logged, and not answered. */
export type Extras = Readonly<{
  errors?: readonly FieldError[];
  members?: object;
  headers?: Readonly<Record<string, string>>;
  cause?: unknown;
}>;

/** Ends a request. The exception filter turns it into the response. */
export class Problem extends Error {
  readonly status: Status;
  readonly code: ProblemCode;

  constructor(
    coded: Coded,
    detail: string,
    readonly extras: Extras = {},
  ) {
    super(detail, extras.cause === undefined ? undefined : { cause: extras.cause });
    const { code, status } = codedOf(coded);
    this.status = status;
    this.code = code;
    this.name = Problem.name;
  }
}

const TITLES: Readonly<Record<Status, string>> = {
  400: 'Bad request',
  401: 'Authentication required',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  408: 'Request timeout',
  409: 'Conflict',
  412: 'Precondition failed',
  413: 'Content too large',
  414: 'URI too long',
  415: 'Unsupported media type',
  417: 'Expectation failed',
  422: 'Unprocessable content',
  424: 'Failed dependency',
  428: 'Precondition required',
  429: 'Too many requests',
  431: 'Request headers too large',
  500: 'Internal server error',
  503: 'Service unavailable',
};

export const detailsOf = ({ status, code, message, extras }: Problem, instance: string): ProblemDetails => ({
  type: `urn:rapporteur:problem:${code}`,
  title: TITLES[status],
  status,
  detail: message,
  instance,
  code,
  ...(extras.errors ? { errors: extras.errors } : {}),
  ...extras.members,
});
