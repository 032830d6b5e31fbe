import { type EventsOf, type Refusal, refuseField } from './decider.js';
import type { EventId } from './ids.js';
import type { RecordedEvent } from './envelope.js';
import { isApproval } from './marking-approval.js';
import { isMarking } from './record-marked.js';

export type Patch = Readonly<Record<string, unknown>>;

/** Corrections of the record. Nothing is edited or deleted: the original and the correction stay in the trail. */
export type CorrectionEvents = {
  /** `changes`: an RFC 7396 merge patch of the event's data and circumstances, in one flat object. */
  RecordCorrected: { eventId: EventId; changes: Patch; reason: string };
  /** `duplicateOf`: the remaining event for the same fact. */
  RecordVoided: { eventId: EventId; reason: string; duplicateOf?: EventId };
};
export type CorrectionEvent = EventsOf<CorrectionEvents>;

export const CORRECTION_TYPES = [
  'RecordCorrected',
  'RecordVoided',
] as const satisfies readonly CorrectionEvent['type'][];

/** Of a stored event. */
export const isCorrectionType = (type: string | undefined): boolean => CORRECTION_TYPES.some((one) => one === type);

/** For a decoded event only: a stored one has its data and metadata as texts. */
export const isCorrection = (
  event: Readonly<{ type: string; metadata?: object }>,
): event is RecordedEvent<CorrectionEvent> => CORRECTION_TYPES.some((type) => type === event.type);

export const isObject = (value: unknown): value is Patch =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** RFC 7396, section 2. Uses maps, because `__proto__` and `constructor` are special in objects. */
export const mergePatch = (target: unknown, patch: unknown): unknown => {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch))
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  return Object.fromEntries(merged);
};

/**
 * The merge patch from `before` to `after`. A nested field, such as a date or a translation, is replaced as a whole: otherwise
 * voiding an earlier correction of its other half would leave a mixture.
 */
export const mergePatchBetween = (before: Patch, after: Patch): Patch =>
  Object.fromEntries(
    fieldsOf(before, after).flatMap(([key, was, is]) => {
      if (isSame(was, is)) return [];
      if (is === undefined) return [[key, null]];
      return [[key, isObject(was) && isObject(is) ? whole(was, is) : is]];
    }),
  );

/** Deep equality. The log stores the fields of an object in another order than they are sent. */
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

/** The fields of both, with their value in each. */
const fieldsOf = (before: Patch, after: Patch): [key: string, was: unknown, is: unknown][] => {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...now.keys()])].map((key) => [key, old.get(key), now.get(key)]);
};

/** The ids of voided events. A voiding always comes after what it voids, so one backward pass is enough. */
export const voidedIn = (history: readonly RecordedEvent[]): ReadonlySet<EventId> => {
  const voided = new Set<EventId>();
  for (const event of history.toReversed())
    if (event.type === 'RecordVoided' && isCorrection(event) && !voided.has(event.id)) voided.add(event.data.eventId);
  return voided;
};

/** Whether an event of this thing can be corrected or voided now. */
export const guardCorrection = (
  history: readonly RecordedEvent[],
  eventId: EventId,
  act: 'correct' | 'void',
): Refusal | undefined => {
  const target = history.find(({ id }) => id === eventId);
  if (target === undefined)
    return refuseField(
      '/eventId',
      'event-unknown',
      'This thing has no event with this id. Its trail lists its events.',
    );
  if (isMarking(target))
    return refuseField(
      '/eventId',
      'marking-not-correctable',
      'A marking cannot be corrected or voided. Mark the thing again instead.',
    );
  if (isApproval(target))
    return refuseField(
      '/eventId',
      'approval-not-correctable',
      'The approval of a marking cannot be corrected or voided. Withdraw it, or approve another marking.',
    );
  if (voidedIn(history).has(eventId))
    return act === 'void'
      ? refuseField('/eventId', 'event-already-voided', 'This event is already voided.')
      : refuseField('/eventId', 'event-voided', 'This event was voided. To restore it, void the voiding first.');
  if (act === 'correct' && isCorrection(target))
    return refuseField(
      '/eventId',
      'correction-not-correctable',
      'A correction cannot be corrected. Void it, then correct the original event again.',
    );
  return undefined;
};
