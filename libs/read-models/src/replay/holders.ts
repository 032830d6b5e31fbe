import { isCorrection, voidedIn } from '#domain/correction.js';
import { fieldsOf } from '#domain/effective.js';
import type { EventId } from '#domain/ids.js';
import type { LoggedEvent } from '../projection/read-model.js';

/** The facts and corrections that are not voided, without the corrections that later ones replace in every field. */
export const inEffect = (history: readonly LoggedEvent[]): readonly LoggedEvent[] => {
  const voided = voidedIn(history);
  const replaced = new Map<EventId, Set<string>>();
  return history
    .filter(({ id, type }) => !voided.has(id) && type !== 'RecordVoided')
    .toReversed()
    .filter((event) => {
      if (!isCorrection(event) || event.type !== 'RecordCorrected') return true;
      const { eventId, changes } = event.data;
      const fields = replaced.get(eventId) ?? new Set();
      replaced.set(eventId, fields);
      const isReplaced = Object.keys(changes).every((field) => fields.has(field));
      for (const field of Object.keys(changes)) fields.add(field);
      return !isReplaced;
    })
    .toReversed();
};

/**
 * The event that gives a field of a fact its value: the last correction in effect that has this field, or the fact.
 * Undefined if none of them has it.
 */
export const fieldHolder = (
  standing: readonly LoggedEvent[],
  fact: LoggedEvent,
  field: string,
): LoggedEvent | undefined =>
  standing.findLast(
    (event) =>
      isCorrection(event) &&
      event.type === 'RecordCorrected' &&
      event.data.eventId === fact.id &&
      Object.hasOwn(event.data.changes, field),
  ) ?? (Object.hasOwn(fieldsOf(fact), field) ? fact : undefined);

/** The voiding in effect of an event, or, for one that is restored, of such a voiding. */
export const voidingHolder = (
  history: readonly LoggedEvent[],
  { id }: LoggedEvent,
  isVoided: boolean,
): LoggedEvent | undefined => {
  const voided = voidedIn(history);
  const targets = isVoided
    ? new Set<string>([id])
    : new Set<string>(history.filter((event) => voids(event, id)).map((event) => event.id));
  return history.findLast((event) => !voided.has(event.id) && targets.has(targetOf(event) ?? ''));
};

const targetOf = (event: LoggedEvent): EventId | undefined =>
  isCorrection(event) && event.type === 'RecordVoided' ? event.data.eventId : undefined;
const voids = (event: LoggedEvent, id: string) => targetOf(event) === id;
