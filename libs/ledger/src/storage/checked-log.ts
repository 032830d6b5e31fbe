import type { Cut } from '#event-store/stream-cut.js';
import type { SharedNodes } from '../nodes.js';
import type { LogSummary } from './log-summary.js';

/** An event that does not match its entry. `recordedAs`: the revision at which it would match. */
export type AlteredEvent = Readonly<{
  ordinal: number;
  stream: string;
  revision: number;
  id: string;
  recordedAs?: number;
}>;
/**
 * What is known of a log whose events all match their entries. `isWhole`: all of them were read; otherwise those that came after
 * an earlier check. `entries`: in order, 32 bytes each. `nodes`: the tree over them. `recordedAt`: when the events from ordinal `from` on
 * were recorded, in ms since 1970; NaN for a checkpoint.
 */
export type SoundLog = Readonly<{
  isWhole: boolean;
  summary: LogSummary;
  entries: Uint8Array;
  nodes: SharedNodes;
  recordedAt: Readonly<{ from: number; instants: Float64Array }>;
}>;
/** A sound log; or the first event that was altered, or a stream that was cut. */
export type CheckedLog = SoundLog | Readonly<{ altered: AlteredEvent }> | Readonly<{ cut: Cut }>;
