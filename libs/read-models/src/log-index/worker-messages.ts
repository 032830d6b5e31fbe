import type { Ladder } from '#domain/marking.js';
import type { LogConfig } from '#event-store/engine.js';
import type { Cut } from '#event-store/stream-cut.js';
import type { AlteredEvent } from '#ledger/storage/checked-log.js';

/** `file`: where to create the index. `isCheck`: the start has not checked the whole log, so this thread does. */
export type IndexThreadData = LogConfig & Readonly<{ file: string; ladder: Ladder; isCheck: boolean }>;

/** Somebody waits for this event. */
export type ToIndexThread = Readonly<{ type: 'wanted'; ordinal: number }>;

/**
 * `created`: the index can be opened. `indexed`: it has the events from ordinal `from` on whose leaves are given, 32 bytes
 * each; `caughtUp` at the end of the log. `altered`: an event does not match its entry, and the thread has ended; so it has after
 * `cut`, a stream that was deleted or cut, and after `damaged`, the file of the log or an index in it.
 */
export type FromIndexThread = Readonly<
  | { type: 'created' }
  | { type: 'indexed'; from: number; leaves: Uint8Array; caughtUp: boolean }
  | { type: 'altered'; event: AlteredEvent }
  | { type: 'cut'; cut: Cut }
  | { type: 'damaged'; why: string }
  | { type: 'died'; error: string }
>;
