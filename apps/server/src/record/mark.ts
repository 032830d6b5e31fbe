import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { isCorrection } from '#domain/correction.js';
import { type Refusal, refuseField } from '#domain/decider.js';
import { fieldsOf, isFact } from '#domain/effective.js';
import type { RecordedEvent } from '#domain/envelope.js';
import { normalizeMarking, isAtLeast, type Ladder, type Marking } from '#domain/marking.js';
import { guardTwoPeople } from '#domain/marking-approval.js';
import { guardMarking, markingOf, type MarkingEvents } from '#domain/record-marked.js';
import { datesAsEdtf } from '#domain/world-date.js';
import { type Caller, isCleared } from '../access/caller.js';
import { ABOVE_CLEARANCE, MARKING_ABOVE_CLEARANCE, SECOND_PERSON_MISSING } from '../access/decision-log.js';
import { MarkingField } from '../http/validation/fact.js';
import { Nested, Text } from '../http/validation/fields.js';
import { type Reference, referencesIn } from '../http/validation/references.js';
import { EXAMPLE } from '../openapi/examples.js';
import type { RecordFact } from './command.js';
import type { CommandRoutes } from './command-routes.js';
import { CorrectRecord, VoidRecord } from './correct.js';
import { type Decision, type Rejection, type Rules, thingUnknown } from './decision.js';

/** A new marking of a thing: the fields of a marking, and of its approval. */
export class NewMarking {
  @Nested(() => MarkingField) readonly marking!: MarkingField;
  @Text({ description: 'The reason for the marking' }) readonly reason!: string;
  @Text({
    optional: true,
    description:
      'Who agreed to lower the marking, and where this is documented. Required if the marking has an originator',
  })
  readonly consent?: string;
}

export class MarkRecord extends NewMarking {
  static readonly example = EXAMPLE.marking;
}

export const mark = (
  routes: CommandRoutes,
  { kind, data: sent, marking, context: { caller } }: RecordFact,
  history: readonly RecordedEvent[],
  { ladder, fourEyes }: Rules,
): Decision | Rejection => {
  if (history.length === 0) return thingUnknown(kind);
  const data = storedMarking(sent, marking);
  const before = markingOf(ladder, history);
  const refusal = guardMarking(ladder, before, data) ?? guardCleared(ladder, caller, data.marking);
  if (refusal) return refusal;
  const alone = fourEyes ? guardTwoPeople(ladder, history, caller.recorder, data.marking) : undefined;
  if (alone) return deniedToOne(alone);
  // Raising a marking is urgent, so it does not depend on references.
  const references = isAtLeast(ladder, data.marking, before) ? [] : referredTo(history, routes);
  return { event: { type: 'RecordMarked', data }, circumstances: {}, references };
};

/** The data of the event, as it is stored. */
export const storedMarking = (data: RecordFact['data'], marking: Marking | undefined) =>
  ({ ...data, marking: normalizeMarking(marking!) }) as MarkingEvents['RecordMarked'];

export const guardCleared = (ladder: Ladder, caller: Caller, marking: Marking): Rejection | undefined =>
  isCleared(ladder, caller, marking)
    ? undefined
    : { ...refuseField('/marking', MARKING_ABOVE_CLEARANCE.code, ABOVE_CLEARANCE), denials: [MARKING_ABOVE_CLEARANCE] };

/** A refusal of what takes two people, with a line for the decision log. */
export const deniedToOne = (refusal: Refusal): Rejection => ({
  ...refusal,
  denials: [{ code: refusal.refused, why: SECOND_PERSON_MISSING }],
});

/** All references that a thing has ever had, since the trail also shows voided and corrected events. */
export const referredTo = (history: readonly RecordedEvent[], { dtoOf }: CommandRoutes): readonly Reference[] => {
  const dtoFor = ({ type }: RecordedEvent): Type =>
    dtoOf.get(type) ?? (type === 'RecordCorrected' ? CorrectRecord : VoidRecord);
  const own = new Map(history.map((event) => [event.id as string, event]));
  return history
    .filter((event) => isFact(event) || isCorrection(event))
    .flatMap((event) => {
      const changes =
        isCorrection(event) && event.type === 'RecordCorrected'
          ? [plainToInstance(dtoFor(own.get(event.data.eventId)!), datesAsEdtf(event.data.changes))]
          : [];
      return [plainToInstance(dtoFor(event), datesAsEdtf(fieldsOf(event))), ...changes].flatMap((fact) =>
        referencesIn(fact as object),
      );
    })
    .filter(({ id }) => !own.has(id));
};
