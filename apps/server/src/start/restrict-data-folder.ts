import type { Logger } from 'pino';
import { restrictToOwner } from '#storage/owner-only.js';

/** The names of our files in a data folder, which may have others too. */
const isOurs = (name: string): boolean =>
  /^(?:events\.db|acknowledged|notes\.db|views\.|lock\.db|log-index|moments-|ledger|access$|secret$|id\.key|clock)/.test(
    name,
  );

/** Makes the files of earlier versions, or of a copy, accessible for their owner only. */
export const restrictDataFolder = (dataDir: string, logger: Logger): void => {
  const { count, refused } = restrictToOwner(dataDir, isOurs);
  if (count > 0)
    logger.warn(
      { dataDir, count },
      `Other users could read ${count} files and folders of the data folder. Now only their owner can`,
    );
  if (refused.length > 0)
    logger.warn(
      { dataDir, count: refused.length, first: refused[0] },
      'Other users can read files or folders of the data folder, and this user cannot change that: they belong to another user, or the disk has no permissions. Give them to the user of the service with chown, or allow only their owner with chmod',
    );
};
