import { type CorrectionEvent, isCorrection, mergePatch, type Patch, voidedIn } from './correction.js';
import type { Message, EffectiveHistory } from './decider.js';
import { deciders } from './deciders.js';
import { type Circumstances, isCircumstance, type RecordedEvent } from './envelope.js';
import { type EventId, thingOf } from './ids.js';
import { type ApprovalEvent, isApproval } from './marking-approval.js';
import { isMarking, type MarkingEvent } from './record-marked.js';
import { withOpenEnds } from './world-date.js';
import { inWorldOrder } from './world-order.js';

/** An event with its corrections applied. `correctedBy`: the ids of these corrections, oldest first. */
export type Effective<E extends Message = Message> = RecordedEvent<E> & Readonly<{ correctedBy: readonly EventId[] }>;

/** Any event in the stream of a thing. */
type StreamEvent<E extends Message> = RecordedEvent<E | CorrectionEvent | MarkingEvent | ApprovalEvent>;

/** Whether an event is a fact about the world, and not a correction, a marking or its approval. */
export const isFact = <E extends Message>(event: StreamEvent<E>): event is RecordedEvent<E> =>
  !isCorrection(event) && !isMarking(event) && !isApproval(event);

/** The fields that a recorder enters for an event, in one flat object: its data and its circumstances. */
export const fieldsOf = ({ data, metadata }: RecordedEvent): Patch => ({
  ...(data as object),
  ...Object.fromEntries(Object.entries(metadata).filter(([field]) => isCircumstance(field))),
});

/** The event with other fields. */
export const withFields = <E extends Message>(event: RecordedEvent<E>, fields: Patch): RecordedEvent<E> => {
  const entries = Object.entries(withOpenEnds(fields) as Patch);
  const kept = Object.entries(event.metadata).filter(([field]) => !isCircumstance(field));
  const circumstances: Circumstances = Object.fromEntries(entries.filter(([field]) => isCircumstance(field)));
  return {
    ...event,
    data: Object.fromEntries(entries.filter(([field]) => !isCircumstance(field))),
    metadata: { learnedAt: event.metadata.recordedAt, ...Object.fromEntries(kept), ...circumstances },
  } as RecordedEvent<E>;
};

/**
 * The effective history of a thing: without voided events, markings and approvals, with corrections applied, in chronological order.
 * Deciders and read models fold only this. `history` is the stream, in the order of the log.
 */
export const effective = <E extends Message>(history: readonly StreamEvent<E>[]): EffectiveHistory<Effective<E>> => {
  const [first] = history;
  if (first === undefined) return { existence: 'absent', events: [] };

  const corrections = history.filter((event) => isCorrection(event));
  const facts = history.filter((event) => isFact<E>(event));
  if (corrections.length === 0)
    return { existence: 'present', events: inWorldOrder(facts).map((event) => ({ ...event, correctedBy: [] })) };

  const voided = voidedIn(history);
  const opened = deciders[thingOf(first.stream).kind].opening !== undefined;
  if (opened && voided.has(first.id)) return { existence: 'voided', events: [] };

  const counting = facts
    .filter(({ id }) => !voided.has(id))
    .map((event): Effective<E> => {
      const applied = corrections.filter(
        (correction) =>
          correction.type === 'RecordCorrected' && correction.data.eventId === event.id && !voided.has(correction.id),
      );
      const corrected = applied.reduce<unknown>(
        (sofar, correction) => mergePatch(sofar, correction.type === 'RecordCorrected' ? correction.data.changes : {}),
        fieldsOf(event),
      );
      return {
        ...(applied.length > 0 ? withFields(event, corrected as Patch) : event),
        correctedBy: applied.map(({ id }) => id),
      };
    });
  // A thing without an opening command exists as long as it has any fact.
  return { existence: opened || counting.length > 0 ? 'present' : 'absent', events: inWorldOrder(counting) };
};
