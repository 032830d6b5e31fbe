import type { ProblemDocument } from '../types/types.gen.js';

/** The service cannot read or keep up to where somebody has read. All else works, so nobody waits for it. */
export const NOTES_UNAVAILABLE = 'notes-unavailable';

/** The service refuses a request, and says why (RFC 9457). */
export class Refused extends Error {
  constructor(
    readonly problem: Pick<ProblemDocument, 'status' | 'code' | 'detail' | 'errors' | 'progress'>,
    /** Seconds after which it may answer. */
    readonly retryAfter: number | undefined,
  ) {
    super(problem.detail);
    this.name = 'Refused';
  }

  /** Whoever asks may not have this, or there is nothing. What they had of it is not theirs any more. */
  get isWithheld(): boolean {
    return [403, 404, 410].includes(this.problem.status);
  }

  /** What was asked cannot be answered yet: a view is being rebuilt, or a moment is being put together. */
  get isLate(): boolean {
    return this.problem.status === 503 && this.problem.code !== NOTES_UNAVAILABLE;
  }
}

/** Whether what was shown may be shown no more. An answer from before is still at hand beside this. */
export const isWithheld = (error: Error | null): boolean => error instanceof Refused && error.isWithheld;

/** No answer came: there is no line, or no service. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('The service cannot be reached', { cause });
    this.name = 'Unreachable';
  }
}

/**
 * An answer, and when it came. `asked`: the parameters that it was asked for with, a past moment among them. `sentAt`: by the clock of the service, cut to the second. `place`: the Consistency-Token, up to where in the
 * record it tells. `etag`: the revision of what it is about.
 */
export type Answer<T> = Readonly<{
  body: T;
  heardAt: Date;
  asked?: string | undefined;
  sentAt?: string | undefined;
  place?: string | undefined;
  etag?: string | undefined;
}>;

/** @throws Refused, or Unreachable if a proxy answered in place of the service */
export const readAnswer = async <T>(response: Response): Promise<Answer<T>> => {
  const body: unknown = await response.json().catch((error: unknown) => {
    throw new Unreachable(error);
  });
  if (response.ok) {
    const of = (name: string) => response.headers.get(name) ?? undefined;
    return {
      body: body as T,
      heardAt: new Date(),
      sentAt: of('date'),
      place: of('consistency-token'),
      etag: of('etag'),
    };
  }
  const after = Number(response.headers.get('retry-after'));
  // What answers in place of the service may leave out its status.
  throw new Refused({ ...(body as ProblemDocument), status: response.status }, after > 0 ? after : undefined);
};
