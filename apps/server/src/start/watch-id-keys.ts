import type { Logger } from 'pino';
import { type IdKeys, missingFrom } from '#config/id-keys.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { idKeyNameIn } from '#ledger/id-key.js';

/** A listener that reports, once for each, keys with which other instances make ids, and which this one does not have. */
export const watchIdKeys = (keys: IdKeys, logger: Pick<Logger, 'error'>): ((event: StoredEvent) => void) => {
  const told = new Set<string>();
  return ({ metadata }) => {
    const name = idKeyNameIn(metadata);
    if (name === undefined || told.has(name) || missingFrom(keys, [name]).length === 0) return;
    told.add(name);
    logger.error(
      { idKey: name },
      'Another instance makes ids with a key that this one does not have, so a request that is sent to both may be recorded twice. Give all instances the same ID_KEY',
    );
  };
};
