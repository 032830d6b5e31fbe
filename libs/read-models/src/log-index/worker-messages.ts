import type { Ladder } from '#domain/marking.js';
import type { LogConfig } from '#event-store/engine.js';
import type { AlteredEvent } from '#ledger/storage/check-log.js';

/** `file`: where to create the index. */
export type IndexThreadData = LogConfig & Readonly<{ file: string; ladder: Ladder }>;

/** Somebody waits for this event. */
export type ToIndexThread = Readonly<{ type: 'wanted'; ordinal: number }>;

/**
 * `created`: the index can be opened. `indexed`: it has the events from ordinal `from` on whose leaves are given, 32 bytes
 * each; `caughtUp` at the end of the log. `altered`: an event does not match its entry, and the thread has ended.
 */
export type FromIndexThread = Readonly<
  | { type: 'created' }
  | { type: 'indexed'; from: number; leaves: Uint8Array; caughtUp: boolean }
  | { type: 'altered'; event: AlteredEvent }
  | { type: 'died'; error: string }
>;
