import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#config/config.js';
import type { Logger } from 'pino';

/** Where earlier versions had a copy of the views for each clearance. */
const SIGHTS_FOLDER = 'sights';

/** Removes what earlier versions kept and this one does not, and names settings that have no effect any more. */
export const leaveEarlierVersions = (
  { dataDir, withoutEffect }: Pick<Config, 'dataDir' | 'withoutEffect'>,
  logger: Logger,
  remove: typeof rmSync = rmSync,
): void => {
  for (const name of withoutEffect)
    logger.warn({ setting: name }, `${name} is set and has no effect any more. Remove it`);
  const sights = join(dataDir, SIGHTS_FOLDER);
  if (!existsSync(sights)) return;
  try {
    remove(sights, { recursive: true });
  } catch (error) {
    const because = (error as Error).message;
    return logger.warn(
      { folder: sights },
      `The views for each clearance of an earlier version cannot be removed: ${because}. They hold what is marked: remove the folder`,
    );
  }
  logger.info(
    { folder: sights },
    'Removed the views for each clearance of an earlier version: views.db serves all of them',
  );
};
