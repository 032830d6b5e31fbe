import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { guardCorrection, mergePatch, mergePatchBetween, type Patch } from '#domain/correction.js';
import { decideCorrection } from '#domain/decide.js';
import { type Decider, type Message, type Refusal, refuse } from '#domain/decider.js';
import { effective, fieldsOf } from '#domain/effective.js';
import type { RecordedEvent } from '#domain/envelope.js';
import { type EventId, type Kind, thingOf } from '#domain/ids.js';
import { withoutImpliedDay } from '#domain/meeting.js';
import { datesAsEdtf } from '#domain/world-date.js';
import type { Telling } from './decision.js';
import { Fact, OpeningFact, parts } from '../http/validation/fact.js';
import { EventRef, MergePatch, Text } from '../http/validation/fields.js';
import { type Reference, referencesIn } from '../http/validation/references.js';
import { validateAs } from '../http/validation/validate.js';
import { EXAMPLE } from '../openapi/examples.js';
import { assertLearnedAfterwards } from './reject-future-dates.js';
import { assertOneDay, isAboutWhen, withDayHeld } from './meeting-dates.js';

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

/** Nothing answers, replaces or bears witness to itself. `id`: of the thing, where it is known. */
export const refersToItself = (
  kind: Kind,
  id: string | undefined,
  references: readonly Reference[],
): Refusal | undefined => {
  const itself = references.find((reference) => reference.kind === kind && reference.id === id);
  return (
    itself && refuse('refers-to-itself', `${itself.pointer} names this ${kind} itself. Leave it out, or name another.`)
  );
};

/** In which fields each type of event is told. */
export type Tellings = Readonly<Record<string, Type<Fact>>>;

/**
 * A correction is told in the fields of the fact itself, and taken if the record would take the corrected fact in
 * place of the old one. What is stored is the difference, in the stored form.
 */
export const correct =
  (decider: Decider, tellings: Tellings, identity: readonly string[], request: CorrectRecord) =>
  (history: readonly RecordedEvent[]): Telling | Refusal => {
    if (history.length === 0) return refuse(`${decider.kind}-unknown`, `No ${decider.kind} with this id is recorded.`);
    const refusal = guardCorrection(history, request.eventId, 'correct');
    if (refusal) return refusal;
    const past = effective<Message>(history);
    const target = past.events.find(({ id }) => id === request.eventId);
    if (target === undefined)
      return refuse(`${decider.kind}-voided`, `This ${decider.kind} was voided. Void that voiding to bring it back.`);
    if ('marking' in request.changes)
      return refuse(
        'marking-not-correctable',
        `How secret this ${decider.kind} is was not told by this event alone. Mark the ${decider.kind} anew: POST its address with /mark.`,
      );
    const dto = tellings[target.type]!;
    if ('id' in request.changes && dto.prototype instanceof OpeningFact)
      return refuse(
        'identity-not-correctable',
        `Everything goes by the id of this ${decider.kind}, and it cannot be changed. Leave id out of changes. Must it have another, void this event, and record the fact anew under that id.`,
      );
    const before = fieldsOf(target);
    const fixed = identity.find((name) => name in request.changes && !isSame(request.changes[name], before[name]));
    if (fixed !== undefined)
      return refuse(
        'identity-not-correctable',
        `${fixed} says what this ${decider.kind} is, and cannot be changed. Void this event, and record the fact where it belongs.`,
      );

    const redated = isAboutWhen(request.changes);
    const stands = datesAsEdtf(before) as Patch;
    const fact = validateAs(dto, mergePatch(redated ? withoutImpliedDay(stands) : stands, request.changes), '/changes');
    const { data, circumstances: retold } = parts(fact);
    const circumstances = redated ? withDayHeld(data, retold) : retold;
    if (redated) assertOneDay({ ...data, ...circumstances }, request.changes);
    const { recordedAt, learnedAt: was } = target.metadata;
    const { learnedAt = recordedAt } = circumstances;
    if (learnedAt > recordedAt)
      return refuse('learned-in-the-future', `It was recorded at ${recordedAt}, so it was learned by then.`);
    // Where nobody told when it was learned, the day can always be put right.
    const moved = ['learnedAt', 'occurredOn', 'start', 'end'].find((field) => field in request.changes);
    if (moved !== undefined && learnedAt !== recordedAt) assertLearnedAfterwards(`/changes/${moved}`, circumstances);
    if (circumstances.reportOf === target.id)
      return refuse('report-of-itself', 'An event is no other account of itself. Leave reportOf out.');

    // Left out, it was learned when it was recorded.
    const after = { ...data, ...circumstances, ...(learnedAt === was ? { learnedAt } : {}) };
    const changes = mergePatchBetween(before, after);
    if (Object.keys(changes).length === 0) return refuse('nothing-changes', 'The record says so already.');
    const { eventId, reason } = request;
    const message = { type: 'RecordCorrected', data: { eventId, changes, reason } } as const;
    // What it referred to before may have been raised since, and still has to be put right.
    const known = new Set(referencesIn(plainToInstance(dto, datesAsEdtf(before) as object)).map(nameOf));
    const named = referencesIn(fact, '/changes').filter((reference) => !known.has(nameOf(reference)));
    const references = [...referencesIn(request), ...named];
    return (
      refersToItself(decider.kind, thingOf(target.stream).id, references) ??
      decideCorrection(decider, history, message) ?? {
        message,
        circumstances: parts(request).circumstances,
        references,
      }
    );
  };

const nameOf = ({ kind, id }: Reference) => `${kind} ${id}`;

// Ids may be told in capitals.
const isSame = (told: unknown, recorded: unknown) =>
  (typeof told === 'string' ? told.toLowerCase() : told) === recorded;

export const voidRecord =
  (decider: Decider, request: VoidRecord) =>
  (history: readonly RecordedEvent[]): Telling | Refusal => {
    const [first] = history;
    if (first === undefined) return refuse(`${decider.kind}-unknown`, `No ${decider.kind} with this id is recorded.`);
    const { circumstances } = parts(request);
    const { eventId, reason, duplicateOf } = request;
    const data = { eventId, reason, ...(duplicateOf === undefined ? {} : { duplicateOf }) };
    const message = { type: 'RecordVoided', data } as const;
    const references = referencesIn(request);
    return (
      guardCorrection(history, eventId, 'void') ??
      refersToItself(decider.kind, thingOf(first.stream).id, references) ??
      decideCorrection(decider, history, message) ?? { message, circumstances, references }
    );
  };
