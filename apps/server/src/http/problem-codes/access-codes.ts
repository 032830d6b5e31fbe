import { ask, fix } from '#domain/refusal-codes/advice.js';
import { at, login, retry } from './entry.js';

/** Who may ask, and how often. */
export const ACCESS_CODES = {
  'cross-site-request': at(
    403,
    ask(
      'A page of another site has sent the request.',
      'Serve the page from the origin of the service, or ask the administrator to add its origin to `CORS_ORIGINS`.',
    ),
  ),
  'foreign-host': at(
    403,
    fix(
      'Without a login, the service answers only at names of its own machine.',
      'Use `localhost`, `127.0.0.1` or `[::1]`.',
    ),
  ),
  'foreign-origin': at(
    403,
    fix(
      'Without a login, the service answers only to pages of its own machine.',
      'Serve the page from the origin of the service.',
    ),
  ),
  'login-required': at(
    401,
    login('The request has no access token.', 'Get one from the issuer, and send it as `Authorization: Bearer …`.'),
  ),
  'login-unavailable': at(
    503,
    retry('The token cannot be verified at the moment, since the issuer does not respond. Nothing was recorded.'),
  ),
  'marking-above-clearance': at(
    422,
    ask(
      'The marking is above your clearance, so you could not see the result.',
      'Choose a marking within your clearance, or ask somebody who is cleared for it to mark the thing.',
      'never',
    ),
  ),
  'role-missing': at(
    403,
    ask(
      'You do not have a role that allows this.',
      'Ask an administrator of the issuer for the role, and get a new token.',
    ),
  ),
  'token-refused': at(
    401,
    login('The access token is not valid, or no longer valid.', 'Get a new one from the issuer.'),
  ),
  'too-many-requests': at(
    429,
    retry('You, or your address, have sent too many requests, invalid tokens or unknown keys.'),
  ),
} as const;
