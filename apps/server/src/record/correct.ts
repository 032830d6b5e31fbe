import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import {
  type CorrectionEvents,
  guardCorrection,
  mergePatch,
  mergePatchBetween,
  type Patch,
} from '#domain/correction.js';
import { decideCorrection } from '#domain/decide.js';
import { type Message, type Refusal, refuse } from '#domain/decider.js';
import { effective, fieldsOf } from '#domain/effective.js';
import type { RecordedEvent } from '#domain/envelope.js';
import { identityFields } from '#domain/identity.js';
import { type EventId, type Instant, type Kind, thingOf } from '#domain/ids.js';
import { withoutImpliedDay } from '#domain/meeting.js';
import { instantOf } from '#domain/occurred-time.js';
import { datesAsEdtf } from '#domain/world-date.js';
import { Fact, OpeningFact, splitFact } from '../http/validation/fact.js';
import { EventRef, MergePatch, Text } from '../http/validation/fields.js';
import { type Reference, referencesIn } from '../http/validation/references.js';
import { fieldsInvalid, validate } from '../http/validation/validate.js';
import { EXAMPLE } from '../openapi/examples.js';
import type { RecordFact } from './command.js';
import type { CommandRoutes } from './command-routes.js';
import { type Decision, guardSelfReference, type Rejection, rejectionOf, thingUnknown } from './decision.js';
import { guardDayHeld, isAboutWhen, withDayHeld } from './meeting-dates.js';
import { guardLearnedAfterwards, refuseHourAhead } from './reject-future-dates.js';

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
  const { kind } = decider;
  const { eventId, changes: patch, reason } = data as CorrectionEvents['RecordCorrected'];
  if (history.length === 0) return thingUnknown(kind);
  const refusal = guardCorrection(history, eventId, 'correct');
  if (refusal) return refusal;
  const target = effective<Message>(history).events.find(({ id }) => id === eventId);
  if (target === undefined)
    return refuse(`${kind}-voided`, `This ${kind} was voided. Void that voiding to bring it back.`);
  const dto = dtoOf.get(target.type)!;
  const before = fieldsOf(target);
  const identityChange = guardIdentity(kind, dto, patch, before);
  if (identityChange) return identityChange;

  const changesDates = isAboutWhen(patch);
  const current = datesAsEdtf(before) as Patch;
  const fact = validate(
    dto,
    mergePatch(changesDates ? withoutImpliedDay(current) : current, patch) as object,
    '/changes',
  );
  if (!(fact instanceof dto)) return rejectionOf(fieldsInvalid(fact));
  const after = splitFact(fact);
  const corrected = changesDates ? withDayHeld(after.data, after.circumstances) : after.circumstances;
  const contradiction = changesDates ? guardDayHeld({ ...after.data, ...corrected }, patch) : undefined;
  if (contradiction) return contradiction;
  const { recordedAt, learnedAt: was } = target.metadata;
  const { learnedAt = recordedAt } = corrected;
  if (learnedAt > recordedAt)
    return refuse(
      'learned-in-the-future',
      `It was recorded at ${recordedAt}, so it cannot have been learned later. Give an earlier time.`,
    );
  // Without an explicit learnedAt, the date can always be corrected.
  const moved = ['learnedAt', 'occurredOn', 'occurredTime', 'start', 'end'].find((field) => field in patch);
  const early =
    moved !== undefined && learnedAt !== recordedAt
      ? guardLearnedAfterwards(`/changes/${moved}`, corrected)
      : undefined;
  if (early) return early;
  const ahead = ['occurredTime', 'occurredOn'].find((field) => field in patch);
  if (ahead !== undefined && (instantOf(corrected) ?? now) > now)
    return refuseHourAhead(`/changes/${ahead}`, corrected, now);
  if (corrected.reportOf === target.id)
    return refuse('report-of-itself', 'reportOf names the event itself. Leave it out, or name another event.');

  // The default of learnedAt is recordedAt.
  const changes = mergePatchBetween(before, {
    ...after.data,
    ...corrected,
    ...(learnedAt === was ? { learnedAt } : {}),
  });
  if (Object.keys(changes).length === 0)
    return refuse('nothing-changes', 'The changes have no effect: the recorded values are the same already.');
  const event = { type: 'RecordCorrected', data: { eventId, changes, reason } } as const;
  // Earlier references may have a higher marking now; the event must still be correctable.
  const known = new Set(referencesIn(plainToInstance(dto, datesAsEdtf(before) as object)).map(keyOf));
  const named = referencesIn(fact, '/changes').filter((reference) => !known.has(keyOf(reference)));
  const all = [...references, ...named];
  return (
    guardSelfReference(kind, thingOf(target.stream).id, all) ??
    decideCorrection(decider, history, event) ?? { event, circumstances, references: all }
  );
};

/** Corrections cannot change the marking and the identity of a thing. */
const guardIdentity = (kind: Kind, dto: Type<Fact>, changes: Patch, before: Patch): Refusal | undefined => {
  if ('marking' in changes)
    return refuse(
      'marking-not-correctable',
      `A correction cannot change the marking. To mark this ${kind}, send POST to its URL with /mark.`,
    );
  if ('id' in changes && dto.prototype instanceof OpeningFact)
    return refuse(
      'identity-not-correctable',
      `The id of this ${kind} cannot be changed, since others refer to it. Leave id out of changes. If another id is needed, void this event, and record the fact again with that id.`,
    );
  const fixed = identityFields(kind).find((name) => name in changes && !isSame(changes[name], before[name]));
  return fixed === undefined
    ? undefined
    : refuse(
        'identity-not-correctable',
        `${fixed} identifies this ${kind} and cannot be changed. Void this event, and record the fact again with the right value.`,
      );
};

const keyOf = ({ kind, id }: Reference) => `${kind} ${id}`;

// Ids may be in upper case.
const isSame = (sent: unknown, recorded: unknown) =>
  (typeof sent === 'string' ? sent.toLowerCase() : sent) === recorded;

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
