import type { LogConfig } from '#event-store/engine.js';
import { openEventStore } from '#event-store/engines.js';
import type { Batch, EventStore } from '#event-store/event-store.js';
import type { OnUnusable } from '#storage/read-file.js';
import { startThread } from '#storage/thread.js';
import { checkEntries, type ReadableLog } from './check-entries.js';
import type { CheckedLog } from './checked-log.js';

/**
 * `collect`: the types of events to keep. `verifierKey`: of the ledger, if an earlier check may be continued. `onUnusable` hears of what was
 * kept of that check and cannot be read.
 */
export type CheckLogOptions = Readonly<{
  collect?: readonly string[];
  verifierKey?: string | undefined;
  onUnusable?: OnUnusable;
}>;
/** What the thread is started with. */
export type CheckLogData = LogConfig & Omit<CheckLogOptions, 'onUnusable'>;
/** What the thread says: of any number of files that they cannot be used, and then what it has found. */
export type CheckLogMessage = Readonly<{ checked: CheckedLog } | { unusable: Parameters<OnUnusable> }>;

/**
 * Checks the events of the log against their entries: all of them, or those that came after the check that the ledger has signed
 * last. A long log is checked in a worker thread. @throws an error that says why the log cannot be read
 */
export const checkLog = async (
  { dataDir, engine }: LogConfig,
  { collect = [], verifierKey, onUnusable = () => {} }: CheckLogOptions = {},
): Promise<CheckedLog> => {
  const store = await openEventStore({ dataDir, engine }, 'reader');
  try {
    // The thread checks the file first, and says what is wrong with it.
    const short = await ifShort(store).catch(() => undefined);
    if (short) return await checkEntries(short, collect);
  } finally {
    await store.close();
  }
  return checkInThread({ dataDir, engine, collect, verifierKey }, onUnusable);
};

/** To start a thread takes longer than to check so many events. */
const SHORT = { events: 1_000, characters: 4 * 1024 * 1024 };

/** The log as it was read, if it is short. */
const ifShort = async (store: EventStore): Promise<ReadableLog | undefined> => {
  const batches: Batch[] = [];
  let [events, characters] = [0, 0];
  for await (const batch of store.readAll()) {
    batches.push(batch);
    events += batch.events.length;
    for (const { data, metadata } of batch.events) characters += data.length + metadata.length;
    if (events > SHORT.events || characters > SHORT.characters) return undefined;
  }
  return {
    isShared: store.isShared,
    nameOfStream: (stream) => store.nameOfStream(stream),
    check: () => store.check(),
    async *readAll() {
      yield* batches;
    },
  };
};

const checkInThread = async (data: CheckLogData, onUnusable: OnUnusable): Promise<CheckedLog> => {
  const { worker, end } = startThread(new URL('./check-log.worker.js', import.meta.url), data);
  try {
    return await new Promise<CheckedLog>((resolve, reject) => {
      worker.on('message', (message: CheckLogMessage) => {
        if ('unusable' in message) onUnusable(...message.unusable);
        else resolve(message.checked);
      });
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the thread that checks the log has ended early, with ${code}`)));
    });
  } finally {
    await end();
  }
};
