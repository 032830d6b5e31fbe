import type { LogConfig } from '#event-store/engine.js';
import type { Cut } from '#event-store/stream-cut.js';
import { startThread } from '#storage/thread.js';
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

/** `collect`: the types of events to keep. `verifierKey`: of the ledger, if an earlier check may be continued. */
export type CheckLogOptions = Readonly<{ collect?: readonly string[]; verifierKey?: string | undefined }>;
/** What the thread is started with. */
export type CheckLogData = LogConfig & CheckLogOptions;

/**
 * Checks the events of the log against their entries, in a worker thread: all of them, or those that came after the check that the
 * ledger has signed last. @throws an error that says why the log cannot be read
 */
export const checkLog = async (
  { dataDir, engine }: LogConfig,
  { collect = [], verifierKey }: CheckLogOptions = {},
): Promise<CheckedLog> => {
  const data: CheckLogData = { dataDir, engine, collect, verifierKey };
  const { worker, end } = startThread(new URL('./check-log.worker.js', import.meta.url), data);
  try {
    return await new Promise<CheckedLog>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the thread that checks the log has ended early, with ${code}`)));
    });
  } finally {
    await end();
  }
};
