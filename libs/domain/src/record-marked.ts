import { type EventsOf, type Refusal, refuse } from './decider.js';
import type { RecordedEvent } from './envelope.js';
import { thingOf } from './ids.js';
import { normalizeMarking, isAtLeast, type Ladder, type Marking, unmarked } from './marking.js';

/** How secret a thing is from now on: neither a fact of the world nor a correction, so it takes no place in the world's order. */
export type MarkingEvents = {
  /** `consent`: who agreed that it is lowered, and where that is written. */
  RecordMarked: { marking: Marking; reason: string; consent?: string };
};
export type MarkingEvent = EventsOf<MarkingEvents>;

export const MARKING_TYPES = ['RecordMarked'] as const satisfies readonly MarkingEvent['type'][];

export const isMarking = (event: { type: string }): event is RecordedEvent<MarkingEvent> =>
  MARKING_TYPES.some((type) => type === event.type);

/** The marking with which a thing was opened. A grant has none of its own: it is as secret as its negotiation is now. */
export const openingMarking = ({
  stream,
  metadata,
}: Pick<RecordedEvent, 'stream' | 'metadata'>): Marking | undefined =>
  thingOf(stream).kind === 'grant' ? undefined : metadata.marking;

/** The marking that an event gives its thing; undefined where it says nothing of that. */
export const markingIn = (event: RecordedEvent): Marking | undefined =>
  isMarking(event) ? event.data.marking : event.revision === 0 ? openingMarking(event) : undefined;

/**
 * How secret a thing is: as it was marked last, else as it was opened, else open to all. What is put right in its
 * record changes nothing of that. `history` is the stream, in the order of the log.
 */
export const markingOf = (ladder: Ladder, history: readonly RecordedEvent[]): Marking =>
  history.reduce<Marking | undefined>((sofar, event) => markingIn(event) ?? sofar, undefined) ?? unmarked(ladder);

/**
 * Whether a thing that is marked so may be marked otherwise. Raising needs nobody's leave. What loosens it, a lower
 * level, a compartment less, another originator or none, needs the originator's consent, where there is one.
 */
export const guardMarking = (
  ladder: Ladder,
  before: Marking,
  { marking, consent }: MarkingEvents['RecordMarked'],
): Refusal | undefined => {
  if (!ladder.includes(marking.level))
    return refuse('level-unknown', `The levels here are ${ladder.join(', ')}. "${marking.level}" is none of them.`);
  if (JSON.stringify(normalizeMarking(marking)) === JSON.stringify(normalizeMarking(before)))
    return refuse('nothing-changes', 'The record says so already.');
  const { originator } = before;
  const isLoosened = !isAtLeast(ladder, marking, before) || marking.originator !== originator;
  if (isLoosened && originator !== undefined && consent === undefined)
    return refuse(
      'consent-missing',
      `${originator} marked this, and has to agree that it is marked so. Say in consent who agreed, and where that is written.`,
    );
  return undefined;
};
