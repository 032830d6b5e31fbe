import { AsyncLocalStorage } from 'node:async_hooks';
import type { Caller } from './caller.js';

/**
 * Holds who sent the batch that a request is one of, and its command id where the batch has a key: it derives from that
 * key and the place in the batch. What comes in by a connection is never part of a batch.
 */
export const batchContext = new AsyncLocalStorage<Readonly<{ caller: Caller; commandId: string | undefined }>>();
