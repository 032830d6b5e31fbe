import { CliError } from './cli-error.js';

type LoginHeaders = Readonly<Record<string, string>>;

/**
 * The authorization header. The token comes from the environment, because all users of the machine can see a command line.
 * It is never printed.
 * @throws CliError if it is not a token
 */
export const loginHeaders = ({ RAPPORTEUR_TOKEN = '' }: Readonly<Record<string, string | undefined>>): LoginHeaders => {
  const token = RAPPORTEUR_TOKEN.trim();
  if (token === '') return {};
  if (!/^[\w\-.~+/]+=*$/.test(token))
    throw new CliError('RAPPORTEUR_TOKEN is not an access token: it has invalid characters.', 2);
  return { authorization: `Bearer ${token}` };
};

export const loginRefused = (url: string, login: LoginHeaders) =>
  new CliError(
    'authorization' in login
      ? `The service at ${url} rejects the token in RAPPORTEUR_TOKEN, which may have expired. Set a new one, then run this again: nothing is recorded twice.`
      : `The service at ${url} requires a login. Set RAPPORTEUR_TOKEN to an access token of its issuer, then run this again.`,
  );
