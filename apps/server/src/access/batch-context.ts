import { AsyncLocalStorage } from 'node:async_hooks';
import type { BatchWriter } from '../log/batch-writer.js';
import type { Caller } from './caller.js';

/** The Idempotency-Key of a request. `item`: the index in the batch, if the request is part of one that has this key. */
export type RequestKey = Readonly<{ text: string; item?: number }>;

/** `writer`: writes the facts of the batch together; undefined if the engine writes each of them alone. */
export type BatchContext = Readonly<{
  caller: Caller;
  key: RequestKey | undefined;
  writer?: PendingFacts | undefined;
  isDryRun?: boolean;
}>;

/** What the earlier commands of a batch have decided, and what writes it. A dry run has no writer: it keeps what would be recorded. */
export type PendingFacts = Pick<BatchWriter, 'pendingOf' | 'lastPending' | 'flush' | 'written' | 'append'>;

/**
 * The caller of the batch that a request is part of, and its key if the batch has an Idempotency-Key. A request from a
 * connection is never part of a batch.
 */
export const batchContext = new AsyncLocalStorage<BatchContext>();

/** The writer of the batch that this request is part of. */
export const batchWriter = (): PendingFacts | undefined => batchContext.getStore()?.writer;
