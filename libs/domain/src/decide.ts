import { originals } from './accounts.js';
import type { CorrectionEvent } from './correction.js';
import {
  type Command,
  type Decider,
  type Message,
  type EffectiveHistory,
  type Refusal,
  refuse,
  refuseField,
  refusedWithin,
} from './decider.js';
import { effective, type Effective } from './effective.js';
import type { Circumstances, RecordedEvent } from './envelope.js';
import type { EventId, Instant } from './ids.js';
import type { OpenedKind } from './refusal-codes/kinds.js';
import { inWorldOrder } from './world-order.js';

/** The fields that order a fact among the others. `learnedAt` is the current time for a fact that was just learned. */
export type OrderingFields = Pick<Circumstances, 'occurredOn' | 'occurredTime' | 'reportOf'> &
  Readonly<{ learnedAt: Instant }>;
type OrderedFact = Message & Readonly<{ id: EventId; revision: number; metadata: OrderingFields }>;

/**
 * Decides whether the record accepts a fact, whenever it happened.
 *
 * A record is consistent if the guard accepts every fact at its place in chronological order, whatever the order in which
 * the facts were recorded:
 * - `before` is folded from the facts before it, so a fact that can happen once until something undoes it can happen again;
 * - `whole` is folded from all facts, this one included: a provision may be suspended before the day of its entry into force;
 * - an event and its other accounts are one fact, at the place of the original, and each account is guarded there;
 * - facts are ordered by their earliest possible day, then by the latest, then by the hour, then as recorded; without a date, by
 *   when they were learned. So a vague date may have to be made more precise before a later fact is accepted, and facts of one
 *   day may need their hours.
 *
 * A new fact, a correction or a voiding is accepted if it makes no fact invalid that was valid before. So facts recorded
 * before a rule existed do not block the record.
 */
export const decide = <State, C extends Command, E extends Message>(
  decider: Decider<State, C, E>,
  command: C,
  placing: OrderingFields,
  past: EffectiveHistory<Effective<E>>,
): readonly E[] | Refusal => {
  const { kind, opening, records } = decider;
  if (past.existence === 'voided')
    return refuse(`${kind as OpenedKind}-voided`, `This ${kind} was voided. To restore it, void the voiding.`);
  if (command.type === opening && past.existence === 'present')
    return refuseField(
      '/id',
      `${kind as OpenedKind}-already-recorded`,
      `${oneOf(kind as OpenedKind)} already recorded. Correct ${kind === 'minutes' ? 'them' : 'it'}, or choose another id.`,
    );
  if (opening !== undefined && command.type !== opening && past.existence === 'absent')
    return refuse(`${kind}-unknown`, `No ${kind} with this id is recorded.`);

  const event: Message = { type: records[command.type as C['type']], data: command.data };
  const fact: OrderedFact = { ...event, id: NEW_EVENT, revision: Infinity, metadata: placing };
  const broken = newlyRefused(decider, past.events, inWorldOrder([...past.events, fact]));
  const [one] = broken;
  if (one === undefined) return [event as E];
  const own = broken.find(({ fact: { id } }) => id === NEW_EVENT);
  return (
    own?.refusal ??
    refuse(
      one.refusal.refused,
      `This would make ${nameOf(one.fact)} invalid: ${one.refusal.because} If that cannot be resolved first, void ${nameOf(one.fact)}, record the missing facts, and then void that voiding to restore it.`,
    )
  );
};

/** Decides whether the record accepts a correction or a voiding that `guardCorrection` has accepted. */
export const decideCorrection = (
  decider: Decider,
  history: readonly RecordedEvent[],
  correction: CorrectionEvent,
): Refusal | undefined => {
  const { eventId } = correction.data;
  if (correction.type === 'RecordVoided' && correction.data.duplicateOf === eventId)
    return refuseField(
      '/duplicateOf',
      'duplicate-of-itself',
      'An event cannot be a duplicate of itself. Set duplicateOf to the event that remains, or omit it.',
    );
  const placed = {
    ...history[0]!,
    ...correction,
    id: NEW_EVENT,
    revision: history.length,
  } as RecordedEvent<CorrectionEvent>;
  const [before, after] = [effective(history).events, effective([...history, placed]).events];

  if (correction.type === 'RecordCorrected') {
    const refusal = refusals(decider, after).get(eventId);
    if (refusal) return refusedWithin('/changes', refusal);
  }
  const [broken] = newlyRefused(decider, before, after);
  if (broken === undefined) return undefined;
  const { fact, refusal } = broken;
  const earlier = before.find(({ id }) => id === fact.id);
  const isRestored = earlier?.correctedBy.length !== fact.correctedBy.length;
  return refuse(
    'record-inconsistent',
    isRestored
      ? `This would restore ${nameOf(fact)}, which is invalid: ${refusal.because} ${howToResolve(rivalOf(decider, after, fact))}`
      : `This would make ${nameOf(fact)} invalid: ${refusal.because} Void or correct ${nameOf(fact)} first.`,
  );
};

const NEW_EVENT = '' as EventId;

/** The facts that the guard refuses at their place in chronological order, and why. */
const refusals = <State, C extends Command, E extends Message>(
  decider: Decider<State, C, E>,
  facts: readonly OrderedFact[],
): ReadonlyMap<EventId, Refusal> => {
  const commands = new Map(Object.entries<string>(decider.records).map(([command, type]) => [type, command]));
  const original = originals(facts);
  const befores = new Map<OrderedFact, State>();
  const evolve = (state: State, fact: OrderedFact) => decider.evolve(state, fact as unknown as E, fact.metadata);
  let before = decider.initial;
  for (const fact of facts.filter((one) => original.get(one.id) === one)) {
    befores.set(fact, before);
    before = evolve(before, fact);
  }
  const whole = befores.size === facts.length ? before : facts.reduce(evolve, decider.initial);
  const refused = new Map<EventId, Refusal>();
  for (const fact of facts) {
    const command = { type: commands.get(fact.type), data: fact.data } as C;
    const first = original.get(fact.id)!;
    const refusal = decider.guard(command, befores.get(first)!, whole, first.metadata);
    if (refusal) refused.set(fact.id, refusal);
  }
  return refused;
};

/** The facts that are refused in `after`, and were valid or absent in `before`. */
const newlyRefused = <F extends OrderedFact, State, C extends Command, E extends Message>(
  decider: Decider<State, C, E>,
  before: readonly OrderedFact[],
  after: readonly F[],
): readonly Readonly<{ fact: F; refusal: Refusal }>[] => {
  const refused = refusals(decider, after);
  if (refused.size === 0) return [];
  const already = refusals(decider, before);
  return after.flatMap((fact) => {
    const refusal = already.has(fact.id) ? undefined : refused.get(fact.id);
    return refusal ? [{ fact, refusal }] : [];
  });
};

/** The fact that makes another one invalid: of the same type, because each rule about repetition concerns one type. */
const rivalOf = (decider: Decider, facts: readonly OrderedFact[], { id, type }: OrderedFact): OrderedFact | undefined =>
  facts.find(
    (rival) =>
      rival.type === type &&
      rival.id !== id &&
      !refusals(
        decider,
        facts.filter((one) => one !== rival),
      ).has(id),
  );
const howToResolve = (rival: OrderedFact | undefined) =>
  rival ? `Void or correct ${nameOf(rival)} first.` : 'Fix that first.';
const nameOf = ({ type, id }: OrderedFact) => `${type} ${id}`;

const oneOf = (kind: OpenedKind): string => {
  if (kind === 'minutes') return 'Minutes with this id are';
  return `${kind === 'issue' ? 'An' : 'A'} ${kind} with this id is`;
};
