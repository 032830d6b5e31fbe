import { join, resolve } from 'node:path';
import type { Engine } from '../engine.js';
import { readAcknowledged } from './acknowledged.js';
import { backup, restore } from './backup.js';
import { inspectLog } from './inspect.js';
import { isLogPath, isMissing, LOG_FILE } from './log-file.js';
import { SqliteEventStore } from './sqlite-event-store.js';

/** The embedded log, in the data folder: it needs no settings. */
export const sqlite: Engine = {
  name: 'sqlite',
  isShared: false,
  settings: [],
  place: 'file',
  readOptions: () => null,
  open: async (dataDir, _, opening) => SqliteEventStore.open(dataDir, opening),
  missing: (dataDir) => {
    const file = resolve(join(dataDir, LOG_FILE));
    return isMissing(file) ? file : undefined;
  },
  files: {
    name: LOG_FILE,
    backup,
    restore,
    claims: isLogPath,
    inspect: inspectLog,
    lastAcknowledged: readAcknowledged,
  },
};
