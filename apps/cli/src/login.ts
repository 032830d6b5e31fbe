import { isPrivate } from '#config/login.js';
import { CliError } from './cli-error.js';

type LoginHeaders = Readonly<Record<string, string>>;

/**
 * The authorization header. The token comes from the environment, because all users of the machine can see a command line.
 * It is never printed, and never sent where others can read it.
 * @throws CliError if it is not a token, or the address has no TLS
 */
export const loginHeaders = (
  url: string,
  { RAPPORTEUR_TOKEN = '' }: Readonly<Record<string, string | undefined>>,
): LoginHeaders => {
  const token = RAPPORTEUR_TOKEN.trim();
  if (token === '') return {};
  if (!isPrivate(url))
    throw new CliError(
      `RAPPORTEUR_TOKEN is not sent to ${url}, since everybody on the way could read it. Use an address with https. http is allowed for loopback addresses only, such as the end of an SSH tunnel.`,
      2,
    );
  if (!/^[\w\-.~+/]+=*$/.test(token))
    throw new CliError('RAPPORTEUR_TOKEN is not an access token: it has invalid characters.', 2);
  return { authorization: `Bearer ${token}` };
};

/** What a command asks the service for. */
export type Purpose = 'read' | 'record';
/** The end of an advice. Whoever only reads need not be told that nothing is recorded twice. */
export const runAgain = (purpose: Purpose): string =>
  purpose === 'record' ? 'run this again: nothing is recorded twice.' : 'run this again.';

export const loginRefused = (url: string, login: LoginHeaders, purpose: Purpose = 'read') =>
  new CliError(
    'authorization' in login
      ? `The service at ${url} rejects the token in RAPPORTEUR_TOKEN, which may have expired. Set a new one, then ${runAgain(purpose)}`
      : `The service at ${url} requires a login. Set RAPPORTEUR_TOKEN to an access token of its issuer, then run this again.`,
  );
