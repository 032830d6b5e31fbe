import { effective } from '#domain/effective.js';
import { idsIn } from '../models/resolve-labels.js';
import type { Fact, LoggedEvent } from '../projection/read-model.js';
import { type AsOf, begunBy, isWhole, shownOf } from './events-as-of.js';

/** What is shown of a history at a moment, and the ids that this names, if not everything counts anyway. */
export type Selection = Readonly<{ events: readonly LoggedEvent[]; ids: readonly string[] }>;
/** `history`: of one thing, with no event after `choice.upTo`. `named`: a selected fact of another thing names this one. */
export type Select = (history: readonly LoggedEvent[], choice: AsOf, named: boolean) => Selection;

export const select: Select = (history, choice, named) => {
  const events = shownOf(history, choice, named);
  return { events, ids: isWhole(choice) ? [] : [...idsIn(events.map(toldIn))] };
};

/** The fields in which an event names other things. */
const toldIn = ({ data, metadata: { negotiationId, sources } }: LoggedEvent) => ({ data, negotiationId, sources });

type Axis = 'knownAt' | 'happenedBy';
/** `turns`: when the selection can change on an axis, in order. `last`: the latest selection of each kind. */
type Kept = Readonly<{
  turns: Partial<Record<Axis, readonly string[]>>;
  last: Map<string, Readonly<{ turn: number; selection: Selection }>>;
}>;

/**
 * The same, for who goes from moment to moment on one axis: most things look the same at the next one. What was selected is kept as long as
 * its history is, which has to be the same array.
 */
export const keepSelections = (): Select => {
  const kept = new WeakMap<readonly LoggedEvent[], Kept>();
  return (history, choice, named) => {
    const axis = onlyAxis(choice);
    if (axis === undefined) return select(history, choice, named);
    const { turns, last }: Kept = kept.get(history) ?? { turns: {}, last: new Map() };
    kept.set(history, { turns, last });
    turns[axis] ??= turnsOf(history, axis);
    const turn = turns[axis].findLastIndex((one) => one <= choice[axis]!);
    const kind = `${axis} ${named}`;
    const before = last.get(kind);
    if (before?.turn === turn) return before.selection;
    const selection = select(history, choice, named);
    last.set(kind, { turn, selection });
    return selection;
  };
};

/** With both, what is known decides which dates count, and no axis has turns of its own. */
const onlyAxis = ({ knownAt, happenedBy }: AsOf): Axis | undefined => {
  if (knownAt === undefined) return happenedBy === undefined ? undefined : 'happenedBy';
  return happenedBy === undefined ? 'knownAt' : undefined;
};

/** Each event counts from its own time on the axis, or from that to which it was corrected. */
const turnsOf = (history: readonly LoggedEvent[], axis: Axis): readonly string[] => {
  const told = [...history, ...effective<Fact>(history).events].map(({ metadata }) => metadata);
  return [...new Set(told.map((one) => (axis === 'knownAt' ? one.learnedAt : begunBy(one))))].toSorted();
};
