import { type EventsOf, type Refusal, refuseField } from './decider.js';
import type { RecordedEvent } from './envelope.js';
import { thingOf } from './ids.js';
import { normalizeMarking, isAtLeast, type Ladder, type Marking, unmarked } from './marking.js';

/** The marking of a thing from now on: neither a fact nor a correction, so it has no place in chronological order. */
export type MarkingEvents = {
  /** `consent`: who agreed to lower it, and where that is documented. */
  RecordMarked: { marking: Marking; reason: string; consent?: string };
};
export type MarkingEvent = EventsOf<MarkingEvents>;

export const MARKING_TYPES = ['RecordMarked'] as const satisfies readonly MarkingEvent['type'][];

/** By its type alone, also for an event as it is stored. */
export const isMarkingType = (type: string): boolean => MARKING_TYPES.some((one) => one === type);

/** For a decoded event only: a stored one has its data and metadata as texts. */
export const isMarking = (event: Readonly<{ type: string; metadata?: object }>): event is RecordedEvent<MarkingEvent> =>
  isMarkingType(event.type);

/** The marking with which a thing was opened. A grant has none: it has that of its negotiation. */
export const openingMarking = ({ stream, metadata }: Pick<RecordedEvent, 'stream' | 'metadata'>): Marking | undefined =>
  thingOf(stream).kind === 'grant' ? undefined : metadata.marking;

/** The marking that an event sets; undefined if it sets none. */
export const markingIn = (event: RecordedEvent): Marking | undefined =>
  isMarking(event) ? event.data.marking : event.revision === 0 ? openingMarking(event) : undefined;

/**
 * The marking of a thing: the last one set, or else the one at its opening, or else the lowest level. Corrections do not change
 * it. `history` is the stream, in the order of the log.
 */
export const markingOf = (ladder: Ladder, history: readonly RecordedEvent[]): Marking =>
  history.reduce<Marking | undefined>((sofar, event) => markingIn(event) ?? sofar, undefined) ?? unmarked(ladder);

export const isSameMarking = (one: Marking, other: Marking): boolean =>
  JSON.stringify(normalizeMarking(one)) === JSON.stringify(normalizeMarking(other));

/** Whether a marking is lower than the one before: in level, by a compartment, or without its originator. */
export const isLowered = (ladder: Ladder, before: Marking, after: Marking): boolean =>
  !isAtLeast(ladder, after, before) || (before.originator !== undefined && after.originator !== before.originator);

/** Whether the marking of a thing may be changed. Lowering it needs the consent of its originator, if there is one. */
export const guardMarking = (
  ladder: Ladder,
  before: Marking,
  { marking, consent }: MarkingEvents['RecordMarked'],
): Refusal | undefined => {
  if (!ladder.includes(marking.level))
    return refuseField(
      '/marking/level',
      'level-unknown',
      `The level "${marking.level}" is unknown. This service has the levels ${ladder.join(', ')}.`,
    );
  if (isSameMarking(marking, before))
    return refuseField('/marking', 'nothing-changes', 'The thing already has this marking.');
  const { originator } = before;
  if (originator !== undefined && consent === undefined && isLowered(ladder, before, marking))
    return refuseField(
      '/consent',
      'consent-missing',
      `${originator} is the originator of the current marking and must consent to this change. Set consent to who agreed and where that is documented.`,
    );
  return undefined;
};
