import type { EventStore } from '#event-store/event-store.js';
import { DiskProbe } from '#storage/disk-probe.js';
import type { Opening } from './opening.js';

/** Looks at the rights that the log gives, and at the disk now and from now on. */
export const checkMachine = async ({ config, store, logger, closing }: Opening): Promise<DiskProbe> => {
  await warnOfRights(store, logger);
  const disk = new DiskProbe(config.dataDir, (trouble) => {
    if (trouble === undefined) logger.info('DATA_DIR can be written again');
    else logger.error(`DATA_DIR cannot be written: ${trouble}. The service is not ready until it can`);
  });
  closing.push(() => disk.stop());
  await disk.check();
  return disk;
};

/** What the service could take away, so could whoever has its password. */
const warnOfRights = async (store: EventStore, logger: Opening['logger']): Promise<void> => {
  try {
    const excess = await store.excessRights();
    if (excess !== undefined) logger.warn(excess);
  } catch (error) {
    logger.warn(
      { error: (error as Error).message },
      'Whether this service has rights to take away what was recorded is not known',
    );
  }
};
