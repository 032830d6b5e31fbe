import type { Config } from '#config/config.js';
import { VERSION } from '#config/version.js';
import { LANGUAGES } from '#messages/languages.js';
import type { PublicConfig } from './session-schemas.js';

/** Of the settings, what everybody may know. */
export const publicConfigOf = ({
  login,
  ladder,
  offlineClearance,
}: Pick<Config, 'login' | 'ladder' | 'offlineClearance'>): PublicConfig => ({
  login: login === undefined ? null : loginOf(login),
  markingLevels: ladder,
  offlineClearance,
  languages: LANGUAGES,
  version: VERSION,
});

const loginOf = ({ issuer, audience, page: { clientId, scopes } }: NonNullable<Config['login']>) => ({
  issuer,
  ...(clientId !== undefined && { clientId }),
  scopes,
  audience,
});
