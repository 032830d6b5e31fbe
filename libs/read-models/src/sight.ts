import { type Clearance, dominates, type Ladder } from '#domain/marking.js';
import { markingOf } from '#domain/record-marked.js';
import type { Logged } from './read-model.js';

/** What is seen of the log: the things that a clearance dominates, as they are marked now. */
export type Sight = Readonly<{ clearance: Clearance; ladder: Ladder }>;

/** Whether the thing with this history is seen. What has no history is not. */
export type Sees = (history: readonly Logged[]) => boolean;

/** Without a sight all is seen. A thing goes and comes whole, with its past: so nothing is known of it but its history. */
export const seenIn = (sight: Sight | undefined): Sees =>
  sight === undefined
    ? (history) => history.length > 0
    : (history) => history.length > 0 && dominates(sight.ladder, sight.clearance, markingOf(sight.ladder, history));
