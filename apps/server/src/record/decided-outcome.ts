import { AsyncLocalStorage } from 'node:async_hooks';
import type { Receipt, Trial } from './command.js';
import type { Rejection } from './decision.js';

/** What became of a command. Throws what the command has thrown. */
export type Outcome = () => Promise<Receipt | Trial | Rejection>;

/**
 * The outcome of a command of a batch that was tried before its request, so that the request only answers. A request from a connection
 * never has one.
 */
export const decidedOutcome = new AsyncLocalStorage<Outcome>();
