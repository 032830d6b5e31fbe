import type { Logger } from 'pino';
import type { LoginConfig } from '#config/login.js';

/** Logs at start whether one person alone can lower a marking, or whether nobody can. */
export const explainFourEyes = (login: LoginConfig | undefined, logger: Logger): void => {
  if (login === undefined)
    return logger.info('Without a login everybody is one person, so FOUR_EYES is off: one person can lower a marking');
  if (!login.fourEyes)
    return logger.warn(
      'FOUR_EYES is off: a recorder can lower a marking alone, and an administrator can grant access to themselves',
    );
  if (login.roleNames.declassifier.length === 0)
    logger.warn(
      'Nobody can lower a marking, since OIDC_ROLE_NAMES has no name for the role declassifier. Add declassifier=name',
    );
};
