/** One field that is wrong: where it stands (RFC 6901), a code, and what to do. */
export type FieldError = Readonly<{ pointer: string; code: string; detail: string }>;

/** RFC 9457. `code` is what programs go by; `detail` says to a person what to do next. */
export type ProblemDetails = Readonly<{
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  errors?: readonly FieldError[];
}>;

/** `members` are further members of the problem object (RFC 9457, section 3.2). */
export type Extras = Readonly<{
  errors?: readonly FieldError[];
  members?: object;
  headers?: Readonly<Record<string, string>>;
}>;

/** Thrown where a request ends; the filter makes the answer of it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly extras: Extras = {},
  ) {
    super(detail);
    this.name = Problem.name;
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request is malformed',
  401: 'Who are you?',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not a method of this resource',
  406: 'No such representation',
  408: 'The request took too long',
  409: 'Somebody else was faster',
  412: 'The thing has moved on',
  413: 'The request is too large',
  414: 'The address is too long',
  415: 'Not a media type that is read here',
  417: 'Not to be expected',
  422: 'The record refuses this',
  428: 'A precondition is required',
  429: 'Too many requests',
  431: 'The headers are too large',
  500: 'A fault of this service',
  503: 'Not available now',
};

export const detailsOf = ({ status, code, message, extras }: Problem, instance: string): ProblemDetails => ({
  type: `urn:rapporteur:problem:${code}`,
  title: TITLES[status] ?? 'Problem',
  status,
  detail: message,
  instance,
  code,
  ...(extras.errors ? { errors: extras.errors } : {}),
  ...extras.members,
});
