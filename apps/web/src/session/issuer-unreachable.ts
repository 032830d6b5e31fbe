/** The issuer does not answer, or not as one: nobody can log in now. */
export class IssuerUnreachable extends Error {
  constructor(cause: unknown) {
    super('The issuer of logins cannot be reached.', { cause });
    this.name = 'IssuerUnreachable';
  }
}
