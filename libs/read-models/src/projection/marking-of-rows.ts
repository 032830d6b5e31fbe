import { type Clearance, dominates, type Ladder, type Marking, unmarked } from '#domain/marking.js';
import { markingIn } from '#domain/record-marked.js';
import { thingOf } from '#domain/ids.js';
import type { LoggedEvent } from './read-model.js';

/**
 * The marking that the rows of a thing are stored with: empty if the thing is unmarked, else a JSON array of its level and its
 * compartments. Who agreed to it, and how to handle the thing, decides nothing about who may see it.
 */
export type RowMarking = string;

export const UNMARKED: RowMarking = '';
/** Checkpoints show how much was recorded and when, hidden things included, so no clearance is enough for them. */
export const NOBODY: RowMarking = 'nobody';

/** By the last marking of its thing. `history` is not empty and stands in the order of the log. */
export const markingOfRows = (history: readonly LoggedEvent[]): RowMarking => {
  if (thingOf(history[0]!.stream).kind === 'checkpoint') return NOBODY;
  let marking: Marking | undefined;
  for (const event of history) marking = markingIn(event) ?? marking;
  return marking === undefined ? UNMARKED : textOf(marking);
};

const textOf = ({ level, compartments = [] }: Marking): RowMarking =>
  JSON.stringify([level, ...compartments.toSorted()]);

/** The events that mark a thing. */
export const markingsIn = (
  history: readonly LoggedEvent[],
): readonly Readonly<{ marking: RowMarking; ordinal: number }>[] =>
  history.flatMap((event) => {
    const marking = markingIn(event);
    return marking === undefined ? [] : [{ marking: textOf(marking), ordinal: event.ordinal }];
  });

/** The events by which the rows of a thing got another marking, each with the one before. */
export const departuresIn = (
  history: readonly LoggedEvent[],
): readonly Readonly<{ marking: RowMarking; ordinal: number }>[] => {
  let marking = UNMARKED;
  return history.flatMap((event) => {
    const before = marking;
    const set = markingIn(event);
    if (set !== undefined) marking = textOf(set);
    return event.revision === 0 || marking === before ? [] : [{ marking: before, ordinal: event.ordinal }];
  });
};

/** Whether a clearance is enough for rows with this marking. */
export const canReadMarking = (ladder: Ladder, clearance: Clearance, marking: RowMarking): boolean => {
  if (marking === NOBODY) return false;
  if (marking === UNMARKED) return dominates(ladder, clearance, unmarked(ladder));
  const read = markingOfRow(marking);
  return read !== undefined && dominates(ladder, clearance, read);
};

/** Undefined for a text that no projection has written: whoever altered it must not open anything. */
export const markingOfRow = (text: RowMarking): Marking | undefined => {
  try {
    const parts = JSON.parse(text) as unknown;
    if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return undefined;
    const [level, ...compartments] = parts;
    return level === undefined ? undefined : { level, compartments };
  } catch {
    return undefined;
  }
};
