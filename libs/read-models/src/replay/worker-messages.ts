import type { Scope } from '../routes/scope.js';
import type { Viewpoint } from './diff.js';
import type { AsOf } from './events-as-of.js';

/**
 * `place`: which ordinal the log had reached at an instant, where it is known to have reached `from`. `replay` and `diff`:
 * see the functions. `cancel`: nobody waits for that request any more; it needs no answer.
 */
export type ToReplay = Readonly<
  | { type: 'place'; request: number; instant: string; from: number }
  | { type: 'replay'; request: number; names: readonly string[]; scope: Scope; choice: AsOf; most: number }
  | { type: 'diff'; request: number; scope: Scope; from: Viewpoint; to: Viewpoint; most: number }
  | { type: 'cancel'; request: number }
>;

/** `database`: what `Database.serialize` gives. `name` is that of the error. */
export type FromReplay = Readonly<
  | { type: 'placed'; request: number; ordinal: number }
  | { type: 'progress'; request: number; done: number }
  | { type: 'replayed'; request: number; database: Uint8Array }
  | { type: 'failed'; request: number; name: string; error: string }
>;
