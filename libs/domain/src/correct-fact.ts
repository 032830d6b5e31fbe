import { type CorrectionEvents, guardCorrection, mergePatch, mergePatchBetween, type Patch } from './correction.js';
import { type Decider, type Message, type Refusal, isRefusal, refuse, refuseField } from './decider.js';
import { type Effective, effective, fieldsOf } from './effective.js';
import type { Circumstances, RecordedEvent } from './envelope.js';
import { identityFields } from './identity.js';
import type { EventId, Instant } from './ids.js';
import { withoutImpliedDay } from './meeting.js';
import { guardDayHeld, isAboutWhen, withDayHeld } from './meeting-dates.js';
import { instantOf } from './occurred-time.js';
import { guardLearnedAfterwards, refuseHourAhead } from './reject-future-dates.js';
import type { OpenedKind } from './refusal-codes/kinds.js';
import { datesAsEdtf } from './world-date.js';

/** The data and the circumstances that the fields of a command have in a record. */
type ReadFact = Readonly<{ data: Patch; circumstances: Circumstances }>;

type Correction = Readonly<{ eventId: EventId; changes: Patch; reason: string }>;
type Corrected<Read> = Readonly<{
  event: Readonly<{ type: 'RecordCorrected'; data: CorrectionEvents['RecordCorrected'] }>;
  target: Effective;
  fact: Read;
}>;

/**
 * What a correction records, whose changes have the fields of the command: the difference, in the stored form. `read` reads the
 * corrected fields as those of the command that recorded an event of this type. Whether the record accepts the corrected fact at its place
 * is decided by `decideCorrection`.
 */
export const correctFact = <Result extends ReadFact | Refusal<string>>(
  decider: Decider,
  history: readonly RecordedEvent[],
  { eventId, changes: patch, reason }: Correction,
  read: (fields: Patch, type: string) => Result,
  now: Instant,
): Corrected<Exclude<Result, Refusal<string>>> | Extract<Result, Refusal<string>> | Refusal => {
  const { kind } = decider;
  const refusal = guardCorrection(history, eventId, 'correct');
  if (refusal) return refusal;
  const target = effective<Message>(history).events.find(({ id }) => id === eventId);
  if (target === undefined)
    return refuse(`${kind as OpenedKind}-voided`, `This ${kind} was voided. Void that voiding to bring it back.`);
  const before = fieldsOf(target);
  const identityChange = guardIdentity(decider, target, patch, before);
  if (identityChange) return identityChange;

  const changesDates = isAboutWhen(patch);
  const current = datesAsEdtf(before) as Patch;
  const merged = mergePatch(changesDates ? withoutImpliedDay(current) : current, patch) as Patch;
  const result = read(merged, target.type);
  if (isRefusal(result)) return result as Extract<Result, Refusal<string>>;
  const fact = result as Exclude<Result, Refusal<string>>;
  const { data } = fact;
  const circumstances = changesDates ? withDayHeld(data, fact.circumstances) : fact.circumstances;
  const wrongDates =
    (changesDates ? guardDayHeld({ ...data, ...circumstances }, patch) : undefined) ??
    guardWhen(patch, circumstances, target.metadata.recordedAt, now);
  if (wrongDates) return wrongDates;
  if (circumstances.reportOf === target.id)
    return refuseField(
      '/changes/reportOf',
      'report-of-itself',
      'reportOf names the event itself. Leave it out, or name another event.',
    );

  // The default of learnedAt is recordedAt.
  const { recordedAt, learnedAt: was } = target.metadata;
  const { learnedAt = recordedAt } = circumstances;
  const after = { ...data, ...circumstances, ...(learnedAt === was ? { learnedAt } : {}) };
  const changes = mergePatchBetween(before, after);
  if (Object.keys(changes).length === 0)
    return refuseField(
      '/changes',
      'nothing-changes',
      'The changes have no effect: the recorded values are the same already.',
    );
  return { event: { type: 'RecordCorrected', data: { eventId, changes, reason } }, target, fact };
};

/** A corrected fact was learned before it was recorded, and after it happened. */
const guardWhen = (patch: Patch, corrected: Circumstances, recordedAt: Instant, now: Instant): Refusal | undefined => {
  const { learnedAt = recordedAt } = corrected;
  if (learnedAt > recordedAt)
    return refuseField(
      '/changes/learnedAt',
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
  const when = ['occurredTime', 'occurredOn'].find((field) => field in patch);
  const instant = instantOf(corrected);
  return when !== undefined && instant !== undefined && instant > now
    ? refuseHourAhead(`/changes/${when}`, corrected, now)
    : undefined;
};

/** Corrections cannot change the marking and the identity of a thing. */
const guardIdentity = (
  { kind, opening, records }: Decider,
  target: Message,
  changes: Patch,
  before: Patch,
): Refusal | undefined => {
  if ('marking' in changes)
    return refuseField(
      '/changes/marking',
      'marking-not-correctable',
      `A correction cannot change the marking. To mark this ${kind}, send POST to its URL with /mark.`,
    );
  if ('id' in changes && opening !== undefined && records[opening] === target.type)
    return refuseField(
      '/changes/id',
      'identity-not-correctable',
      `The id of this ${kind} cannot be changed, since others refer to it. Leave id out of changes. If another id is needed, void this event, and record the fact again with that id.`,
    );
  const fixed = identityFields(kind).find((name) => name in changes && !isSameId(changes[name], before[name]));
  return fixed === undefined
    ? undefined
    : refuseField(
        `/changes/${fixed}`,
        'identity-not-correctable',
        `${fixed} identifies this ${kind} and cannot be changed. Void this event, and record the fact again with the right value.`,
      );
};

// Ids may be in upper case.
const isSameId = (sent: unknown, recorded: unknown) =>
  (typeof sent === 'string' ? sent.toLowerCase() : sent) === recorded;
