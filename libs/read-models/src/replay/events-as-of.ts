import { isCorrection } from '#domain/correction.js';
import { deciders } from '#domain/deciders.js';
import { effective, isFact } from '#domain/effective.js';
import type { Metadata } from '#domain/envelope.js';
import { type Instant, thingOf } from '#domain/ids.js';
import { isApproval } from '#domain/marking-approval.js';
import { isMarking } from '#domain/record-marked.js';
import { type Day, dayOf } from '#domain/world-date.js';
import { naming } from '../projection/naming.js';
import type { Fact, LoggedEvent } from '../projection/read-model.js';

/**
 * A moment of the record. `upTo` is the last ordinal of the log at that moment; `knownAt` selects what our side had
 * learned by then; `happenedBy` what had happened in the world by the end of that day.
 */
export type AsOf = Readonly<{ upTo: number; knownAt?: Instant; happenedBy?: Day }>;

/**
 * The events of one thing that count at a moment, in the order of the log. First, the events that were in the log and
 * known are selected, and the corrections among them apply. Then, the facts that had happened are selected, by the
 * corrected date. `learnedAt` is used as corrected, whenever it was corrected, because such a correction is about the
 * same learning. `named`: a selected fact of another thing names this one, so its opening event counts, whenever it was
 * recorded.
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
 * The selected events, as pages of that moment show them. If the opening event is included only because of a later fact
 * or a name, it only provides a name: its plan and its codes count from when it counts by itself, and so does the fact.
 */
export const shownOf = (history: readonly LoggedEvent[], choice: AsOf, named = false): readonly LoggedEvent[] => {
  const chosen = eventsAsOf(history, choice, named);
  const [opening, ...later] = chosen;
  if (opening === undefined || !isOnlyNamed(opening, history, choice)) return chosen;
  return [naming(opening), ...later];
};

/** Whether the first of the selected events is selected only because of a later fact or a name. */
const isOnlyNamed = (opening: LoggedEvent, history: readonly LoggedEvent[], choice: AsOf): boolean => {
  if (isWhole(choice)) return false;
  const alone = history.filter((event) => event === opening || isCorrection(event));
  return eventsAsOf(alone, choice).length === 0;
};

/**
 * Whether a moment has only the name of a statement, which had not been made or was not known: it is on no list then, and has no page.
 * Whatever else a fact names exists, as far as that fact knows: a party, a meeting, a measure. A statement is nothing but what it tells.
 */
export const isUnsaid = (shown: readonly LoggedEvent[]): boolean =>
  shown.length > 0 &&
  thingOf(shown[0]!.stream).kind === 'statement' &&
  shown.every((event) => event.onlyNames || !isFact<Fact>(event));

/** Only later events are excluded. Everything that a fact names is on record before it, so nothing has to be added. */
export const isWhole = ({ knownAt, happenedBy }: AsOf) => knownAt === undefined && happenedBy === undefined;

/** The day by whose end the fact has certainly begun; without a date, the day on which it was learned. */
export const begunBy = ({ occurredOn, learnedAt }: Metadata): Day => occurredOn?.begunBy ?? dayOf(learnedAt);

/**
 * The events whose circumstances, as corrected, meet a condition. Any later fact of a thing includes its opening event.
 * A correction is included with its event, and a marking or its approval with any selected event, if their own circumstances meet their
 * condition.
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
      (isMarking(event) || isApproval(event)
        ? chosen.size > 0
        : isCorrection(event) && chosen.has(event.data.eventId)) &&
      holdsForCorrections(event.metadata)
    )
      chosen.add(event.id);
  return history.filter(({ id }) => chosen.has(id));
};
