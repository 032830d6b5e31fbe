import { type CorrectionEvent, guardCorrection, type Patch } from './correction.js';
import { decide, decideCorrection } from './decide.js';
import type { Command, Decider, Message, Refusal } from './decider.js';
import { effective } from './effective.js';
import { type Circumstances, type RecordedEvent } from './envelope.js';
import { type EventId, type Instant, type NegotiationId, streamOf } from './ids.js';
import type { Marking } from './marking.js';
import type { ApprovalEvent } from './marking-approval.js';
import type { MarkingEvent } from './record-marked.js';
import type { Day, WorldDate } from './world-date.js';

/** The date of a fact: `on('2025-10-27')`. For fuzzy dates with their span: `on('2025-10-0X', '2025-10-01', '2025-10-09')`. */
export const on = (edtf: string, earliest = edtf, latest = earliest): WorldDate => ({
  edtf,
  earliest: earliest as Day,
  latest: latest as Day,
  begunBy: latest as Day,
});

/** Any day up to this one: `../2025-10-09`. */
export const openBefore = (day: string): WorldDate => ({ ...on(`../${day}`, day), earliest: null });

export type GivenFact<E extends Message> = E & { circumstances?: Circumstances };

const recordedAt = (revision: number) => new Date(Date.UTC(2026, 0, revision + 1)).toISOString() as Instant;

/** Records bare facts in one stream, in order: event n has the id `event-n` and was recorded on day n + 1 of 2026. */
export const recorded = <E extends Message>(
  decider: Pick<Decider, 'kind'>,
  facts: readonly GivenFact<E>[],
): RecordedEvent<E>[] =>
  facts.map(({ circumstances, ...fact }, revision) => {
    return {
      ...(fact as unknown as E),
      id: `event-${revision}` as EventId,
      stream: streamOf(decider.kind, '1'),
      revision,
      metadata: {
        schemaVersion: 1,
        negotiationId: 'n' as NegotiationId,
        recordedBy: { issuer: 'local', subject: 'ana', name: 'Ana' },
        recordedAt: recordedAt(revision),
        learnedAt: recordedAt(revision),
        correlationId: 'c',
        commandId: `command-${revision}`,
        ...circumstances,
      },
    };
  });

/**
 * Reads as a sentence: scenario(meeting).given(...).when(...) gives the events or the refusal, and .whenCorrected(...) the
 * refusal if there is one. A fact without a date is learned on the next day.
 */
export const scenario = <S, C extends Command, E extends Message>(decider: Decider<S, C, E>) => ({
  given: (...facts: readonly GivenFact<E | CorrectionEvent | MarkingEvent | ApprovalEvent>[]) => ({
    when: (command: C, circumstances: Circumstances = {}) =>
      decide(
        decider,
        command,
        { learnedAt: recordedAt(facts.length), ...circumstances },
        effective<E>(recorded(decider, facts)),
      ),
    whenCorrected: (correction: CorrectionEvent): Refusal | undefined =>
      refusalOfCorrection(decider, recorded<Message>(decider, facts), correction),
  }),
});

/** The checks of the service before it records a correction or a voiding. */
export const refusalOfCorrection = (decider: Decider, history: readonly RecordedEvent[], correction: CorrectionEvent) =>
  guardCorrection(history, correction.data.eventId, correction.type === 'RecordVoided' ? 'void' : 'correct') ??
  decideCorrection(decider, history, correction);

export const voids = (n: number) =>
  ({ type: 'RecordVoided', data: { eventId: `event-${n}` as EventId, reason: 'a slip of the clerk' } }) as const;
export const corrects = (n: number, changes: Patch) =>
  ({
    type: 'RecordCorrected',
    data: { eventId: `event-${n}` as EventId, changes, reason: 'a slip of the clerk' },
  }) as const;
export const approves = (marking: Marking) =>
  ({ type: 'MarkingApproved', data: { marking, reason: 'the talks are over' } }) as const;
export const withdraws = { type: 'MarkingApprovalWithdrawn', data: { reason: 'I named the wrong thing' } } as const;
export const marks = (marking: Marking) =>
  ({ type: 'RecordMarked', data: { marking, reason: 'the talks became delicate' } }) as const;
