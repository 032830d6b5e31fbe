import { type Extras, Problem } from '../http/problem.js';

/** A rejection whose reason the client does not learn. `why` is for the decision log, and contains no secret. */
export class AccessDenied extends Problem {
  constructor(
    status: 401 | 403 | 404 | 429,
    code: string,
    detail: string,
    readonly why: string,
    extras: Extras = {},
  ) {
    super(status, code, detail, extras);
    this.name = AccessDenied.name;
  }
}
