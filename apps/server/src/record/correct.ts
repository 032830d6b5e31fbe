import type { Type } from '@nestjs/common';
import { guardCorrection, mergePatch, mergePatchBetween, type Patch } from '#domain/correction.js';
import { decide, type Decider, isRefusal, type Message, type Refusal, refuse } from '#domain/decider.js';
import { effective, type Effective, told } from '#domain/effective.js';
import type { Recorded } from '#domain/envelope.js';
import type { EventId, Kind } from '#domain/ids.js';
import { asTold } from '#domain/world-date.js';
import type { Telling } from './decide.js';
import { Fact, parts } from './fact.js';
import { EventRef, MergePatch, Text } from './fields.js';
import { referencesIn } from './references.js';
import { validateAs } from './validate.js';
import { EXAMPLE } from './examples.js';

export class CorrectRecord extends Fact {
  static readonly example = EXAMPLE.correction;
  @EventRef({ description: 'The event that is wrong' }) readonly eventId!: EventId;
  /** RFC 7396, in the fields in which the fact was told; null takes a field away. */
  @MergePatch() readonly changes!: Patch;
  @Text({ description: 'Why it changes' }) readonly reason!: string;
}

export class VoidRecord extends Fact {
  static readonly example = EXAMPLE.voiding;
  @EventRef({ description: 'The event that counts for nothing' }) readonly eventId!: EventId;
  @Text({ description: 'Why it counts for nothing' }) readonly reason!: string;
  @EventRef({ optional: true, description: 'The event that tells the same fact and stays' })
  readonly duplicateOf?: EventId;
}

/** The event that a fact is another account of, where that is the same fact of the same thing: only then may it stand twice. */
export const retold = (history: readonly Recorded[], type: string, reportOf: EventId | undefined) =>
  history.find((event) => event.id === reportOf && event.type === type)?.id;

/** How each type of event is told: by which command, and in which fields. */
export type Tellings = Readonly<Record<string, Readonly<{ command: string; dto: Type<Fact> }>>>;

/**
 * A correction is told in the fields of the fact itself, and taken if the record would take the corrected fact in
 * place of the old one. What is stored is the difference, in the stored form.
 */
export const correct =
  (decider: Decider, tellings: Tellings, identity: readonly string[], request: CorrectRecord) =>
  (history: readonly Recorded[]): Telling | Refusal => {
    if (history.length === 0) return refuse(`${decider.kind}-unknown`, `No ${decider.kind} with this id is recorded.`);
    const refusal = guardCorrection(history, request.eventId, 'correct');
    if (refusal) return refusal;
    const past = effective<Message>(history);
    const target = past.events.find(({ id }) => id === request.eventId);
    if (target === undefined)
      return refuse(`${decider.kind}-voided`, `This ${decider.kind} was voided. Void that voiding to bring it back.`);
    const fixed = identity.find((name) => name in request.changes);
    if (fixed !== undefined)
      return refuse(
        'identity-not-correctable',
        `${fixed} says what this ${decider.kind} is, and cannot be changed. Void this event, and record the fact where it belongs.`,
      );

    const { command, dto } = tellings[target.type]!;
    const before = told(target);
    const fact = validateAs(dto, mergePatch(asTold(before), request.changes), '/changes');
    const { data, circumstances } = parts(fact);
    if (circumstances.learnedAt !== undefined && circumstances.learnedAt > target.metadata.recordedAt)
      return refuse(
        'learned-in-the-future',
        `It was recorded at ${target.metadata.recordedAt}, so it was learned by then.`,
      );
    if (circumstances.reportOf === target.id)
      return refuse('report-of-itself', 'An event is no other account of itself. Leave reportOf out.');
    const reportOf = retold(history, target.type, circumstances.reportOf);
    const decision = decide(decider, { type: command, data, reportOf }, without(past.events, target, history));
    if (isRefusal(decision)) return decision;

    const changes = mergePatchBetween(before, { ...data, ...circumstances });
    if (Object.keys(changes).length === 0) return refuse('nothing-changes', 'The record says so already.');
    const { eventId, reason } = request;
    return {
      message: { type: 'RecordCorrected', data: { eventId, changes, reason } },
      circumstances: parts(request).circumstances,
      references: [...referencesIn(request), ...referencesIn(fact, '/changes')],
    };
  };

const without = (events: readonly Effective[], target: Effective, history: readonly Recorded[]) => ({
  standing: target.id === history[0]!.id ? ('absent' as const) : ('present' as const),
  events: events.filter((event) => event !== target),
});

export const voidRecord =
  (kind: Kind, request: VoidRecord) =>
  (history: readonly Recorded[]): Telling | Refusal => {
    if (history.length === 0) return refuse(`${kind}-unknown`, `No ${kind} with this id is recorded.`);
    const { data, circumstances } = parts(request);
    const telling = { message: { type: 'RecordVoided', data }, circumstances, references: referencesIn(request) };
    return guardCorrection(history, request.eventId, 'void') ?? telling;
  };
