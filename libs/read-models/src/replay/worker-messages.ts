import type { LogConfig } from '#event-store/engine.js';
import type { Cut } from '#event-store/stream-cut.js';
import type { AlteredEvent } from '#ledger/storage/check-log.js';
import type { Places } from '../log-index/queries.js';
import type { Viewpoint } from './diff.js';
import type { AsOf } from './events-as-of.js';

/** `models` is the URL of a module that exports `models`. */
export type ReplayThreadData = LogConfig & Readonly<{ models: string }>;

/**
 * `replay` and `diff`: see the functions. `places`: the events that they may read. `cancel`: nobody waits for that
 * request any more, so it needs no answer.
 */
export type ToReplay = Readonly<
  | { type: 'replay'; request: number; names: readonly string[]; places: Places; choice: AsOf; most: number }
  | { type: 'diff'; request: number; places: Places; from: Viewpoint; to: Viewpoint; most: number }
  | { type: 'cancel'; request: number }
>;

/**
 * `database`: the result of `Database.serialize`. `name` is that of the error; `altered`: the event that does not
 * match. `cut`: the stream that misses events.
 */
export type FromReplay = Readonly<
  | { type: 'progress'; request: number; done: number }
  | { type: 'replayed'; request: number; database: Uint8Array }
  | { type: 'failed'; request: number; name: string; error: string; altered?: AlteredEvent; cut?: Cut }
>;
