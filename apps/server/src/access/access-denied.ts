import { type Extras, Problem } from '../http/problem.js';
import type { CodeAt } from '../http/problem-codes/problem-codes.js';

/** A rejection whose reason the client does not learn. `why` is for the decision log, and contains no secret. */
export class AccessDenied extends Problem {
  constructor(
    code: CodeAt<401 | 403 | 404 | 429>,
    detail: string,
    readonly why: string,
    extras: Extras = {},
  ) {
    super(code, detail, extras);
    this.name = AccessDenied.name;
  }
}
