import { isCorrection, voidedIn } from '#domain/correction.js';
import type { RecordedEvent } from '#domain/envelope.js';
import { thingOf } from '#domain/ids.js';
import { isMarking } from '#domain/record-marked.js';
import { markOf, voidingOf } from './dossier-schema.js';

/** A later change by somebody else to what an entry corrects or marks, and the request to undo or repeat it. */
export type Conflict = Readonly<{
  act: 'corrected' | 'voided' | 'marked';
  recordedBy: string;
  eventId: string;
  path: string;
  ifMatch: string;
}>;

/**
 * The last change by others that the author of an entry did not know; undefined if there is none, so that the entry still
 * applies. `history`: all events of the thing, in order. `own`: the events that the dossier itself has recorded. `target`:
 * the event that the entry corrects; undefined if it marks the thing.
 */
export const findConflict = (
  history: readonly RecordedEvent[],
  own: ReadonlySet<string>,
  target: string | undefined,
): Conflict | undefined => {
  const voided = voidedIn(history);
  // Voiding a correction of the dossier also changes the target.
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
