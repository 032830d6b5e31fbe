import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { openEventStore } from '#event-store/engines.js';
import { isTransientError, type Position } from '#event-store/event-store.js';
import { StreamCut } from '#event-store/stream-cut.js';
import { threadData } from '#storage/thread-data.js';
import { messageOf } from '../projection/error-message.js';
import { CommitDelay } from '../projection/commit-delay.js';
import { createUnnamed } from '#storage/unnamed-database.js';
import { gather } from '../projector/catch-up.js';
import { createIndexes, createTables } from './index-tables.js';
import { FirstRead, LogDamaged } from './first-read.js';
import { EventAltered, Indexer } from './indexer.js';
import type { FromIndexThread, IndexThreadData, ToIndexThread } from './worker-messages.js';

/** The one thread that writes the index: it reads the log from the start, and then follows it. */
const RETRY_MS = 1_000;
/** Events that are indexed in one transaction, until the end of the log is reached. */
const BIG_BATCH = 1_000;
const data = threadData<IndexThreadData>();
const port = parentPort!;
const delay = new CommitDelay();
const never = new AbortController().signal;
const post = (message: FromIndexThread, transfer: readonly ArrayBuffer[] = []) => port.postMessage(message, transfer);

const follow = async (): Promise<void> => {
  const store = await openEventStore(data, 'reader');
  const db = createUnnamed(data.file);
  createTables(db);
  const indexer = new Indexer(db, data.ladder);
  post({ type: 'created' });
  const firstRead = new FirstRead(store, data.isCheck);
  let after: Position | undefined;
  let isIndexed = false;
  for (;;)
    try {
      const batches = firstRead.over(store.readAll({ after, live: true }));
      for await (const { events, caughtUp } of gather(batches, BIG_BATCH)) {
        const from = indexer.size;
        const leaves = indexer.add(events);
        after = events.at(-1)?.position ?? after;
        if (caughtUp && !isIndexed) createIndexes(db);
        isIndexed ||= caughtUp;
        post({ type: 'indexed', from, leaves, caughtUp }, [leaves.buffer as ArrayBuffer]);
        if (caughtUp) await delay.more(indexer.size - 1, never);
      }
      return;
    } catch (error) {
      if (!isTransientError(error)) throw error;
      await sleep(RETRY_MS);
    }
};

// A follower of the log does not keep its thread alive.
port.on('message', (message: ToIndexThread) => delay.want(message.ordinal));
try {
  await follow();
} catch (error) {
  if (error instanceof EventAltered) post({ type: 'altered', event: error.event });
  else if (error instanceof StreamCut) post({ type: 'cut', cut: error.cut });
  else if (error instanceof LogDamaged) post({ type: 'damaged', why: error.message });
  else post({ type: 'died', error: messageOf(error) });
} finally {
  port.close();
}
