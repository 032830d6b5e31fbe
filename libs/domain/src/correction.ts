import { type EventsOf, type Refusal, refuse } from './decider.js';
import type { EventId } from './ids.js';
import type { RecordedEvent } from './envelope.js';
import { isMarking } from './record-marked.js';

export type Patch = Readonly<Record<string, unknown>>;

/** What puts a record right: nothing is edited or deleted, and both accounts stay in the trail. */
export type CorrectionEvents = {
  /** `changes`: an RFC 7396 merge patch of the event's data and circumstances, in one flat object. */
  RecordCorrected: { eventId: EventId; changes: Patch; reason: string };
  /** `duplicateOf`: the event that tells the same fact and stays. */
  RecordVoided: { eventId: EventId; reason: string; duplicateOf?: EventId };
};
export type CorrectionEvent = EventsOf<CorrectionEvents>;

export const CORRECTION_TYPES = [
  'RecordCorrected',
  'RecordVoided',
] as const satisfies readonly CorrectionEvent['type'][];

export const isCorrection = (event: { type: string }): event is RecordedEvent<CorrectionEvent> =>
  CORRECTION_TYPES.some((type) => type === event.type);

export const isObject = (value: unknown): value is Patch =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** RFC 7396, section 2. Maps, since in an object the names `__proto__` and `constructor` are taken. */
export const mergePatch = (target: unknown, patch: unknown): unknown => {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch))
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  return Object.fromEntries(merged);
};

/**
 * The merge patch that turns `before` into `after`. A field with fields of its own, a date or a translation, is told
 * whole: half of one would be left over when an earlier correction, which told the other half, is voided.
 */
export const mergePatchBetween = (before: Patch, after: Patch): Patch =>
  Object.fromEntries(
    fieldsOf(before, after).flatMap(([key, was, is]) => {
      if (isSame(was, is)) return [];
      if (is === undefined) return [[key, null]];
      return [[key, isObject(was) && isObject(is) ? whole(was, is) : is]];
    }),
  );

/** The log keeps the fields of an object in another order than that in which they are told. */
export const isSame = (was: unknown, is: unknown): boolean => {
  if (Array.isArray(was) && Array.isArray(is))
    return was.length === is.length && was.every((one, i) => isSame(one, is[i]));
  if (!isObject(was) || !isObject(is)) return was === is;
  return fieldsOf(was, is).every(([, old, now]) => isSame(old, now));
};

const whole = (before: Patch, after: Patch): Patch =>
  Object.fromEntries(
    fieldsOf(before, after).map(([key, was, is]) => [
      key,
      is === undefined ? null : isObject(was) && isObject(is) ? whole(was, is) : is,
    ]),
  );

/** Every field of either, with its value in each. */
const fieldsOf = (before: Patch, after: Patch): [key: string, was: unknown, is: unknown][] => {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...now.keys()])].map((key) => [key, old.get(key), now.get(key)]);
};

/** The ids of the events that count for nothing. A voiding always follows what it voids, so one pass from the end settles them all. */
export const voidedIn = (history: readonly RecordedEvent[]): ReadonlySet<EventId> => {
  const voided = new Set<EventId>();
  for (const event of history.toReversed())
    if (event.type === 'RecordVoided' && isCorrection(event) && !voided.has(event.id)) voided.add(event.data.eventId);
  return voided;
};

/** Whether an event of this thing may be corrected or voided now. */
export const guardCorrection = (
  history: readonly RecordedEvent[],
  eventId: EventId,
  act: 'correct' | 'void',
): Refusal | undefined => {
  const target = history.find(({ id }) => id === eventId);
  if (target === undefined)
    return refuse('event-unknown', 'This thing has no event with that id. Its trail lists them.');
  if (isMarking(target)) return refuse('marking-not-correctable', 'Mark the record again, as it should be marked.');
  if (voidedIn(history).has(eventId))
    return act === 'void'
      ? refuse('event-already-voided', 'This event is voided already.')
      : refuse('event-voided', 'This event was voided. Void that voiding first to bring it back.');
  if (act === 'correct' && isCorrection(target))
    return refuse('correction-not-correctable', 'Void the wrong correction, then correct the event that it was about.');
  return undefined;
};
