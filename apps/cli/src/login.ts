import { CliError } from './cli-error.js';

type LoginHeaders = Readonly<Record<string, string>>;

/**
 * The header that says who asks. The token is in the environment alone, since a command line is seen by everybody on the
 * machine, and is never printed.
 * @throws CliError for what is no token
 */
export const loginHeaders = ({ RAPPORTEUR_TOKEN = '' }: Readonly<Record<string, string | undefined>>): LoginHeaders => {
  const token = RAPPORTEUR_TOKEN.trim();
  if (token === '') return {};
  if (!/^[\w\-.~+/]+=*$/.test(token))
    throw new CliError('RAPPORTEUR_TOKEN holds no access token: it has characters that no token has.', 2);
  return { authorization: `Bearer ${token}` };
};

export const loginRefused = (url: string, login: LoginHeaders) =>
  new CliError(
    'authorization' in login
      ? `The service at ${url} does not take the token in RAPPORTEUR_TOKEN, which may have expired. Put a new one there, then run this again: nothing is recorded twice.`
      : `The service at ${url} has a login. Put an access token of its issuer into the environment as RAPPORTEUR_TOKEN, then run this again.`,
  );
