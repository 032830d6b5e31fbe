import { plainToInstance } from 'class-transformer';
import { correctFact } from '#domain/correct-fact.js';
import { type CorrectionEvents, guardCorrection, type Patch } from '#domain/correction.js';
import { decideCorrection } from '#domain/decide.js';
import { isRefusal } from '#domain/decider.js';
import { fieldsOf } from '#domain/effective.js';
import type { RecordedEvent } from '#domain/envelope.js';
import { type EventId, type Instant, thingOf } from '#domain/ids.js';
import { datesAsEdtf } from '#domain/world-date.js';
import { Fact, splitFact } from '../http/validation/fact.js';
import { EventRef, MergePatch, Text } from '../http/validation/fields.js';
import { type Reference, referencesIn } from '../http/validation/references.js';
import { validate } from '../http/validation/validate.js';
import { EXAMPLE } from '../openapi/examples.js';
import type { RecordFact } from './command.js';
import type { CommandRoutes } from './command-routes.js';
import { type Decision, guardSelfReference, rejectFields, type Rejection, thingUnknown } from './decision.js';

export class CorrectRecord extends Fact {
  static readonly example = EXAMPLE.correction;
  @EventRef({ description: 'The event to correct' }) readonly eventId!: EventId;
  /** A merge patch (RFC 7396) for the command that recorded the fact; null removes a field. */
  @MergePatch() readonly changes!: Patch;
  @Text({ description: 'The reason for the correction' }) readonly reason!: string;
}

export class VoidRecord extends Fact {
  static readonly example = EXAMPLE.voiding;
  @EventRef({ description: 'The event to void' }) readonly eventId!: EventId;
  @Text({ description: 'The reason for the voiding' }) readonly reason!: string;
  @EventRef({ optional: true, description: 'The event that reports the same fact and remains valid' })
  readonly duplicateOf?: EventId;
}

/**
 * A correction uses the fields of the command, and is accepted if the corrected fact would have been accepted in
 * place of the old one. The difference is stored, in the stored form.
 */
export const correct = (
  { decider, dtoOf }: CommandRoutes,
  { data, circumstances, references }: RecordFact,
  history: readonly RecordedEvent[],
  now: Instant,
): Decision | Rejection => {
  if (history.length === 0) return thingUnknown(decider.kind);
  const read = (fields: Patch, type: string) => {
    const dto = dtoOf.get(type)!;
    const fact = validate(dto, fields, '/changes');
    return fact instanceof dto ? { ...splitFact(fact), fact, dto } : rejectFields(fact);
  };
  const corrected = correctFact(decider, history, data as CorrectionEvents['RecordCorrected'], read, now);
  if (isRefusal(corrected)) return corrected;
  const { event, target } = corrected;
  const { fact, dto } = corrected.fact;
  // Earlier references may have a higher marking now; the event must still be correctable.
  const before = datesAsEdtf(fieldsOf(target)) as object;
  const known = new Set(referencesIn(plainToInstance(dto, before)).map(keyOf));
  const named = referencesIn(fact, '/changes').filter((reference) => !known.has(keyOf(reference)));
  const all = [...references, ...named];
  return (
    guardSelfReference(decider.kind, thingOf(target.stream).id, all) ??
    decideCorrection(decider, history, event) ?? { event, circumstances, references: all }
  );
};

const keyOf = ({ kind, id }: Reference) => `${kind} ${id}`;

export const voidEvent = (
  { decider }: CommandRoutes,
  { data, circumstances, references }: RecordFact,
  history: readonly RecordedEvent[],
): Decision | Rejection => {
  const [first] = history;
  if (first === undefined) return thingUnknown(decider.kind);
  const event = { type: 'RecordVoided', data: data as CorrectionEvents['RecordVoided'] } as const;
  return (
    guardCorrection(history, event.data.eventId, 'void') ??
    guardSelfReference(decider.kind, thingOf(first.stream).id, references) ??
    decideCorrection(decider, history, event) ?? { event, circumstances, references }
  );
};
