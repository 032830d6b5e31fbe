import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { isCorrection } from '#domain/correction.js';
import { refuse } from '#domain/decider.js';
import { fieldsOf } from '#domain/effective.js';
import type { RecordedEvent } from '#domain/envelope.js';
import { normalizeMarking, isAtLeast, type Ladder } from '#domain/marking.js';
import { guardMarking, isMarking, markingOf, type MarkingEvents } from '#domain/record-marked.js';
import { datesAsEdtf } from '#domain/world-date.js';
import { isCleared } from '../access/caller.js';
import { ABOVE_CLEARANCE, MARKING_ABOVE_CLEARANCE } from '../access/decision-log.js';
import { MarkingField } from '../http/validation/fact.js';
import { Nested, Text } from '../http/validation/fields.js';
import { type Reference, referencesIn } from '../http/validation/references.js';
import { EXAMPLE } from '../openapi/examples.js';
import type { RecordFact } from './command.js';
import type { CommandRoutes } from './command-routes.js';
import { CorrectRecord, VoidRecord } from './correct.js';
import { type Decision, type Rejection, thingUnknown } from './decision.js';

export class MarkRecord {
  static readonly example = EXAMPLE.marking;
  @Nested(() => MarkingField) readonly marking!: MarkingField;
  @Text({ description: 'The reason for the marking' }) readonly reason!: string;
  @Text({
    optional: true,
    description:
      'Who agreed to lower the marking, and where this is documented. Required if the marking has an originator',
  })
  readonly consent?: string;
}

export const mark = (
  routes: CommandRoutes,
  { kind, data: sent, marking, context: { caller } }: RecordFact,
  history: readonly RecordedEvent[],
  ladder: Ladder,
): Decision | Rejection => {
  if (history.length === 0) return thingUnknown(kind);
  const data = { ...sent, marking: normalizeMarking(marking!) } as MarkingEvents['RecordMarked'];
  const before = markingOf(ladder, history);
  const refusal = guardMarking(ladder, before, data);
  if (refusal) return refusal;
  if (!isCleared(ladder, caller, data.marking))
    return { ...refuse(MARKING_ABOVE_CLEARANCE.code, ABOVE_CLEARANCE), denials: [MARKING_ABOVE_CLEARANCE] };
  // Raising a marking is urgent, so it does not depend on references.
  const references = isAtLeast(ladder, data.marking, before) ? [] : referredTo(history, routes);
  return { event: { type: 'RecordMarked', data }, circumstances: {}, references };
};

/** All references that a thing has ever had, since the trail also shows voided and corrected events. */
const referredTo = (history: readonly RecordedEvent[], { dtoOf }: CommandRoutes): readonly Reference[] => {
  const dtoFor = ({ type }: RecordedEvent): Type =>
    dtoOf.get(type) ?? (type === 'RecordCorrected' ? CorrectRecord : VoidRecord);
  const own = new Map(history.map((event) => [event.id as string, event]));
  return history
    .filter((event) => !isMarking(event))
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
