import type { LogConfig } from '#event-store/engine.js';
import type { Position, StoredEvent } from '#event-store/event-store.js';
import type { Cut } from '#event-store/stream-cut.js';
import { startThread } from '#storage/thread.js';

/** An event that does not match its entry. `recordedAs`: the revision at which it would match. */
export type AlteredEvent = Readonly<{
  ordinal: number;
  stream: string;
  revision: number;
  id: string;
  recordedAs?: number;
}>;
/** The last event of a stream of checkpoints. */
export type RecordedCheckpoint = Readonly<{ data: string; revision: number; ordinal: number }>;
/**
 * What is known of a log whose events all match their entries. `entries`: in order, 32 bytes each. `recordedAt`: when each
 * event was recorded, in ms since 1970; NaN for a checkpoint. `time`: that of the last place (place-time.ts), in ms since
 * 1970; 0 for an empty log. `end`: the position of the last event. `checkpoints`: the last one of each stream of checkpoints.
 * `collected`: the events of the types that were asked for. `idKeys`: the names of the keys that made command ids.
 */
export type SoundLog = Readonly<{
  entries: Uint8Array;
  recordedAt: Float64Array;
  checkpoints: ReadonlyMap<string, RecordedCheckpoint>;
  time: number;
  end: Position | undefined;
  collected: readonly StoredEvent[];
  idKeys: ReadonlySet<string>;
}>;
/** A sound log; or the first event that was altered, or a stream that was cut. */
export type CheckedLog = SoundLog | Readonly<{ altered: AlteredEvent }> | Readonly<{ cut: Cut }>;

/** What the thread is started with. `collect`: the types of events to return. */
export type CheckLogData = LogConfig & Readonly<{ collect: readonly string[] }>;

/** Checks every event of the log against its entry, in a worker thread. @throws an error that says why the log cannot be read */
export const checkLog = async (
  { dataDir, engine }: LogConfig,
  collect: readonly string[] = [],
): Promise<CheckedLog> => {
  const data: CheckLogData = { dataDir, engine, collect };
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
