import type { LogConfig } from '#event-store/engine.js';
import type { Cut } from '#event-store/stream-cut.js';
import type { AlteredEvent } from '#ledger/storage/checked-log.js';
import type { Places } from '../log-index/queries.js';
import type { Sight } from './moved/moved-thing.js';
import type { Day } from '#domain/world-date.js';
import type { Viewpoint } from './compare-things.js';
import type { AsOf } from './events-as-of.js';

/** `models` is the URL of a module that exports `models`. */
export type ReplayThreadData = LogConfig & Readonly<{ models: string }>;

/**
 * Two moments of a scope. `places` has the events that may be read, `readsBetween`: see `EventStore.readStarts`. `file`: does not exist,
 * and gets the answer.
 */
type Comparing = { file: string; places: Places; readsBetween: boolean; from: Viewpoint; to: Viewpoint };

/**
 * `open`: makes a playhead, whose rows are in `file`, which does not exist. `move`: moves a playhead, see `Playhead.move`; `places`
 * has the events that were not sent before. `close`: nobody asks that playhead any more. `diff` and
 * `moved`: see the functions. `cancel`: nobody waits for that request any more, so it needs no answer.
 */
export type ToReplay = Readonly<
  | { type: 'open'; request: number; playhead: number; file: string; readsBetween: boolean }
  | { type: 'move'; request: number; playhead: number; names: readonly string[]; places: Places; choice: AsOf }
  | { type: 'close'; playhead: number }
  | (Comparing & { type: 'diff'; request: number })
  | (Comparing & { type: 'moved'; request: number; negotiationId: string; over: Day; sight: Sight | undefined })
  | { type: 'cancel'; request: number }
>;

/**
 * `failing`: the read models that cannot tell of the moment. `changed`: see `Playhead.move`. `file`: has the answer, and nobody writes to it any more. `name` is that of the error; `altered`: the event that does not
 * match. `cut`: the stream that misses events.
 */
export type FromReplay = Readonly<
  | { type: 'progress'; request: number; done: number }
  | { type: 'opened'; request: number }
  | { type: 'moved'; request: number; failing: readonly string[]; changed: readonly string[] }
  | { type: 'compared'; request: number; file: string }
  | { type: 'failed'; request: number; name: string; error: string; altered?: AlteredEvent; cut?: Cut }
>;
