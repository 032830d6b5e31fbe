import { type EventsOf, type Refusal, refuse } from './decider.js';
import type { EventId } from './ids.js';
import type { Recorded } from './envelope.js';

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

export const isCorrection = (event: { type: string }): event is Recorded<CorrectionEvent> =>
  CORRECTION_TYPES.some((type) => type === event.type);

const isObject = (value: unknown): value is Patch =>
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

/** The merge patch that turns `before` into `after`. A date is one value: half of one would not fit another when a correction is voided. */
export const mergePatchBetween = (before: Patch, after: Patch): Patch => {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const patch = new Map<string, unknown>();
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(key), now.get(key)];
    if (is === undefined) patch.set(key, null);
    else if (isObject(was) && isObject(is) && !('edtf' in is)) {
      const inner = mergePatchBetween(was, is);
      if (Object.keys(inner).length > 0) patch.set(key, inner);
    } else if (JSON.stringify(was) !== JSON.stringify(is)) patch.set(key, is);
  }
  return Object.fromEntries(patch);
};

/** The ids of the events that count for nothing. A voiding always follows what it voids, so one pass from the end settles them all. */
export const voidedIn = (history: readonly Recorded[]): ReadonlySet<EventId> => {
  const voided = new Set<EventId>();
  for (const event of history.toReversed())
    if (event.type === 'RecordVoided' && isCorrection(event) && !voided.has(event.id)) voided.add(event.data.eventId);
  return voided;
};

/** Whether an event of this thing may be corrected or voided now. */
export const guardCorrection = (
  history: readonly Recorded[],
  eventId: EventId,
  act: 'correct' | 'void',
): Refusal | undefined => {
  const target = history.find(({ id }) => id === eventId);
  if (target === undefined)
    return refuse('event-unknown', 'This thing has no event with that id. Its trail lists them.');
  if (voidedIn(history).has(eventId))
    return act === 'void'
      ? refuse('event-already-voided', 'This event is voided already.')
      : refuse('event-voided', 'This event was voided. Void that voiding first to bring it back.');
  if (act === 'correct' && isCorrection(target))
    return refuse('correction-not-correctable', 'Void the wrong correction, then correct the event that it was about.');
  return undefined;
};
