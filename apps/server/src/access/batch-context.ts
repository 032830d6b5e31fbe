import { AsyncLocalStorage } from 'node:async_hooks';
import type { Caller } from './caller.js';

/**
 * The caller of the batch that a request is part of, and its command id if the batch has an Idempotency-Key. The id derives from that
 * key and the index in the batch. A request from a connection is never part of a batch.
 */
export const batchContext = new AsyncLocalStorage<Readonly<{ caller: Caller; commandId: string | undefined }>>();
