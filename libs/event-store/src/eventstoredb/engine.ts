import type { Engine } from '../engine.js';
import { portTo } from '#storage/thread-ports.js';
import { readConnectionString, URL_SETTING } from './connection-string.js';
import { pagesOf } from './page-messages.js';

/** A log on EventStoreDB (KurrentDB). Its client takes long to load, so it is loaded only when needed. */
export const eventStoreDb: Engine = {
  name: 'eventstoredb',
  isShared: true,
  settings: [
    {
      name: URL_SETTING,
      fallback: '',
      help: 'connection string (esdb://…) of the EventStoreDB that stores the log of several instances; unset: a file in DATA_DIR',
      isSecret: true,
      example: 'esdb://localhost:2113?tls=false',
    },
  ],
  place: 'cluster',
  readOptions: (text, must) => readConnectionString(text(URL_SETTING), must),
  open: async (dataDir, url, opening) => {
    const connect = async () => {
      const { EventStoreDbEventStore } = await import('./eventstoredb-event-store.js');
      return EventStoreDbEventStore.open(url as string, { dataDir, ...opening });
    };
    const owner = opening.mode === 'reader' ? portTo(pagesOf(dataDir)) : undefined;
    if (owner === undefined) return connect();
    const { ThreadEventStore } = await import('./thread-event-store.js');
    return ThreadEventStore.open(owner, connect);
  },
  missing: () => undefined,
};
