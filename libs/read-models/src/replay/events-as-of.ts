import { isCorrection } from '#domain/correction.js';
import { deciders } from '#domain/deciders.js';
import { effective, isFact } from '#domain/effective.js';
import type { Metadata } from '#domain/envelope.js';
import { type Instant, thingOf } from '#domain/ids.js';
import { isMarking } from '#domain/record-marked.js';
import { type Day, dayOf } from '#domain/world-date.js';
import type { Fact, LoggedEvent } from '../projection/read-model.js';

/**
 * A moment of the record. `upTo` is the last ordinal of the log as it stood; `knownAt` what our side had learned by
 * then; `happenedBy` what had happened in the world by the end of that day.
 */
export type AsOf = Readonly<{ upTo: number; knownAt?: Instant; happenedBy?: Day }>;

/**
 * The events of one thing that count at a moment, in the order of the log. What stood in the log and was learned is
 * chosen first, and the corrections among that apply; then what had happened is chosen, by the corrected date.
 * When a fact was learned is read as it was corrected, whenever that was, since it tells of the same learning.
 * `named`: a chosen fact of another thing names this one, so that what opens it counts whenever it was told.
 */
export const eventsAsOf = (
  history: readonly LoggedEvent[],
  { upTo, knownAt, happenedBy }: AsOf,
  named = false,
): readonly LoggedEvent[] => {
  const logged = history.filter(({ ordinal }) => ordinal <= upTo);
  const isKnown = ({ learnedAt }: Metadata) => knownAt === undefined || learnedAt <= knownAt;
  const known = knownAt === undefined ? logged : where(logged, isKnown, named);
  return happenedBy === undefined
    ? known
    : where(
        known,
        (told) => begunBy(told) <= happenedBy,
        named,
        () => true,
      );
};

/**
 * What was chosen, as pages of that moment show it: where only a later fact or a name has brought along what opens the
 * thing, that says what to call it. The plan that it tells, and the act that it was, count from when it was told itself.
 */
export const shownOf = (history: readonly LoggedEvent[], choice: AsOf, named = false): readonly LoggedEvent[] => {
  const chosen = eventsAsOf(history, choice, named);
  const [opening, ...later] = chosen;
  if (opening === undefined || isWhole(choice)) return chosen;
  const alone = history.filter((event) => event === opening || isCorrection(event));
  return eventsAsOf(alone, choice).length > 0 ? chosen : [naming(opening), ...later];
};
const naming = (opening: LoggedEvent): LoggedEvent => {
  const { planned: _, ...data } = opening.data as Readonly<Record<string, unknown>>;
  const { codes: __, ...metadata } = opening.metadata;
  return { ...opening, data, metadata } as LoggedEvent;
};

/**
 * Nothing is left out but what was recorded later: whoever was told of is on record already, and a fact names nothing that
 * comes after it.
 */
export const isWhole = ({ knownAt, happenedBy }: AsOf) => knownAt === undefined && happenedBy === undefined;

/** The day by whose end it has begun for certain; without a date, the day on which it was learned. */
const begunBy = ({ occurredOn, learnedAt }: Metadata): Day => occurredOn?.begunBy ?? dayOf(learnedAt);

/**
 * The events whose circumstances, as corrected, meet a condition. What opens a thing comes with any later fact of it;
 * a correction with what it corrects, and a marking with whatever is chosen, where their own circumstances meet theirs.
 */
const where = (
  history: readonly LoggedEvent[],
  holds: (circumstances: Metadata) => boolean,
  named: boolean,
  holdsForCorrections = holds,
): readonly LoggedEvent[] => {
  const first = history[0];
  if (first === undefined) return history;
  const counting = new Map(effective<Fact>(history).events.map(({ id, metadata }) => [id, metadata]));
  const chosen = new Set(
    history
      .filter((event) => isFact<Fact>(event) && holds(counting.get(event.id) ?? event.metadata))
      .map(({ id }) => id),
  );
  if ((named || chosen.size > 0) && deciders[thingOf(first.stream).kind].opening !== undefined) chosen.add(first.id);
  for (const event of history)
    if (
      (isMarking(event) ? chosen.size > 0 : isCorrection(event) && chosen.has(event.data.eventId)) &&
      holdsForCorrections(event.metadata)
    )
      chosen.add(event.id);
  return history.filter(({ id }) => chosen.has(id));
};
