import { isCorrection, voidedIn } from '#domain/correction.js';
import type { RecordedEvent } from '#domain/envelope.js';
import { thingOf } from '#domain/ids.js';
import { isMarking } from '#domain/record-marked.js';
import { markOf, voidingOf } from './dossier-schema.js';

/** What somebody has done since with what an entry puts right or marks, and where that is undone or done anew. */
export type Conflict = Readonly<{
  act: 'corrected' | 'voided' | 'marked';
  recordedBy: string;
  eventId: string;
  path: string;
  ifMatch: string;
}>;

/**
 * Who decided on a fact did not know what was done with it since. Undefined where nothing was, so that the decision still
 * holds, however much else was recorded. `history`: all that is on record of the thing, in order. `own`: the events that the
 * dossier itself has recorded. `target`: the event that the entry puts right; nothing, where it marks the thing.
 */
export const findConflict = (
  history: readonly RecordedEvent[],
  own: ReadonlySet<string>,
  target: string | undefined,
): Conflict | undefined => {
  const voided = voidedIn(history);
  // To void what the dossier put right there is to change that, too.
  const concerned = new Set([
    target,
    ...history.filter((event) => own.has(event.id) && correctedBy(event) === target).map(({ id }) => id),
  ]);
  const found = history.findLast(
    (event) =>
      !own.has(event.id) &&
      !voided.has(event.id) &&
      (target === undefined ? isMarking(event) : isCorrection(event) && concerned.has(event.data.eventId)),
  );
  if (found === undefined) return undefined;
  const { kind, id } = thingOf(found.stream);
  return {
    act: target === undefined ? 'marked' : found.type === 'RecordVoided' ? 'voided' : 'corrected',
    recordedBy: found.metadata.recordedBy.name,
    eventId: found.id,
    path: target === undefined ? markOf(kind, id) : voidingOf(kind, id),
    ifMatch: `"${history.at(-1)!.revision}"`,
  };
};

const correctedBy = (event: RecordedEvent): string | undefined =>
  isCorrection(event) ? event.data.eventId : undefined;
