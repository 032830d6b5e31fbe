import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { isCorrection } from '#domain/correction.js';
import { type Decider, type Refusal, refuse } from '#domain/decider.js';
import { fieldsOf as toldBy } from '#domain/effective.js';
import type { RecordedEvent } from '#domain/envelope.js';
import { normalizeMarking, isAtLeast, type Ladder } from '#domain/marking.js';
import { guardMarking, isMarking, markingOf } from '#domain/record-marked.js';
import { datesAsEdtf } from '#domain/world-date.js';
import { ABOVE_CLEARANCE, isCleared } from '../access/cleared.js';
import { type Asker, MARKING_ABOVE_CLEARANCE } from '../access/decision-log.js';
import { CorrectRecord, type Tellings, VoidRecord } from './correct.js';
import type { Telling } from './decision.js';
import { EXAMPLE } from '../openapi/examples.js';
import { MarkingField } from '../http/validation/fact.js';
import { Nested, Text } from '../http/validation/fields.js';
import { type Reference, referencesIn } from '../http/validation/references.js';

export class MarkRecord {
  static readonly example = EXAMPLE.marking;
  @Nested(() => MarkingField) readonly marking!: MarkingField;
  @Text({ description: 'Why it is marked so' }) readonly reason!: string;
  @Text({
    optional: true,
    description: 'Who agreed that it is marked lower, and where that is written: where the marking has an originator',
  })
  readonly consent?: string;
}

export const mark =
  (
    { kind }: Decider,
    tellings: Tellings,
    ladder: Ladder,
    { marking, reason, consent }: MarkRecord,
    { caller, refused }: Asker,
  ) =>
  (history: readonly RecordedEvent[]): Telling | Refusal => {
    if (history.length === 0) return refuse(`${kind}-unknown`, `No ${kind} with this id is recorded.`);
    const data = { marking: normalizeMarking(marking), reason, ...(consent === undefined ? {} : { consent }) };
    const before = markingOf(ladder, history);
    const refusal = guardMarking(ladder, before, data);
    if (refusal) return refusal;
    if (!isCleared(ladder, caller, data.marking)) {
      refused(MARKING_ABOVE_CLEARANCE);
      return refuse(MARKING_ABOVE_CLEARANCE.code, ABOVE_CLEARANCE);
    }
    // Raising is urgent, whatever the thing refers to.
    const references = isAtLeast(ladder, data.marking, before) ? [] : referredTo(history, tellings);
    return { message: { type: 'RecordMarked', data }, circumstances: {}, references };
  };

/** All that a thing has ever referred to, since the trail shows what was voided and corrected as well. */
const referredTo = (history: readonly RecordedEvent[], tellings: Tellings): readonly Reference[] => {
  const dtoOf = ({ type }: RecordedEvent): Type =>
    tellings[type] ?? (type === 'RecordCorrected' ? CorrectRecord : VoidRecord);
  const own = new Map(history.map((event) => [event.id as string, event]));
  return history
    .filter((event) => !isMarking(event))
    .flatMap((event) => {
      const changes =
        isCorrection(event) && event.type === 'RecordCorrected'
          ? [plainToInstance(dtoOf(own.get(event.data.eventId)!), datesAsEdtf(event.data.changes))]
          : [];
      return [plainToInstance(dtoOf(event), datesAsEdtf(toldBy(event))), ...changes].flatMap((fact) =>
        referencesIn(fact as object),
      );
    })
    .filter(({ id }) => !own.has(id));
};
