import { type EventsOf, type Message, type Refusal, refuse, refuseField } from './decider.js';
import { isSamePerson, type Person, type RecordedEvent } from './envelope.js';
import { type Ladder, type Marking, normalizeMarking } from './marking.js';
import { guardMarking, isLowered, isMarking, isSameMarking, markingOf, type MarkingEvents } from './record-marked.js';

/** Lowering a marking takes two people: one approves the new marking, another one marks the thing. */
export type ApprovalEvents = {
  /** The new marking, exactly as the other person sets it, and why it may be lowered. */
  MarkingApproved: MarkingEvents['RecordMarked'];
  MarkingApprovalWithdrawn: { reason: string };
};
export type ApprovalEvent = EventsOf<ApprovalEvents>;

export const APPROVAL_TYPES = [
  'MarkingApproved',
  'MarkingApprovalWithdrawn',
] as const satisfies readonly ApprovalEvent['type'][];

/** For a decoded event only: a stored one has its data and metadata as texts. */
export const isApproval = (
  event: Readonly<{ type: string; metadata?: object }>,
): event is RecordedEvent<ApprovalEvent> => APPROVAL_TYPES.some((type) => type === event.type);

/** The marking that an event sets, or approves; undefined for any other event. */
export const newMarkingIn = (event: Message): Marking | undefined =>
  isMarking(event) || (isApproval(event) && event.type === 'MarkingApproved') ? event.data.marking : undefined;

/**
 * The approval that is in force: the last event of the thing, so that it covers what its author has seen. Any later event
 * ends it: the marking that uses it, a withdrawal, another approval, or a fact. `history` is the stream, in the order of the log.
 */
export const approvalInForce = (history: readonly RecordedEvent[]) => {
  const last = history.at(-1);
  return last !== undefined && isApproval(last) && last.type === 'MarkingApproved' ? last : undefined;
};

/** Whether a person may approve a new marking now. The marking itself must be allowed, too. */
export const guardApproval = (
  ladder: Ladder,
  history: readonly RecordedEvent[],
  by: Person,
  approved: ApprovalEvents['MarkingApproved'],
): Refusal | undefined => {
  const before = markingOf(ladder, history);
  const refusal = guardMarking(ladder, before, approved);
  if (refusal) return refusal;
  if (!isLowered(ladder, before, approved.marking))
    return refuseField(
      '/marking',
      'approval-not-needed',
      'This marking is not lower, so it needs no approval. Mark the thing.',
    );
  const { data, metadata } = approvalInForce(history) ?? {};
  if (data && metadata && isSamePerson(metadata.recordedBy, by) && isSameMarking(data.marking, approved.marking))
    return refuse(
      'approval-already-given',
      'You have already approved this marking. Now another person marks the thing.',
    );
  return undefined;
};

/** Whether there is something to withdraw. Withdrawing only restricts, so it may be the approval of another person. */
export const guardWithdrawal = (history: readonly RecordedEvent[]): Refusal | undefined =>
  approvalInForce(history) === undefined
    ? refuse(
        'approval-not-in-force',
        'No approval is in force: it was used, withdrawn, or something was recorded after it.',
      )
    : undefined;

/** A lower marking must be exactly what another person has approved. Any other marking takes one person. */
export const guardTwoPeople = (
  ladder: Ladder,
  history: readonly RecordedEvent[],
  by: Person,
  marking: Marking,
): Refusal | undefined => {
  if (!isLowered(ladder, markingOf(ladder, history), marking)) return undefined;
  const approval = approvalInForce(history);
  if (approval === undefined)
    return refuse(
      'approval-missing',
      `Lowering a marking takes two people. First, another person with the role declassifier approves this marking: POST to the URL of the thing with /approve-marking. An approval ends with the next event of the thing.`,
    );
  if (isSamePerson(approval.metadata.recordedBy, by))
    return refuse(
      'approval-by-oneself',
      'You have approved this marking yourself. Lowering a marking takes two people: another person must mark the thing, or approve this marking.',
    );
  if (!isSameMarking(approval.data.marking, marking))
    return refuseField(
      '/marking',
      'approval-differs',
      `Another marking was approved: ${JSON.stringify(normalizeMarking(approval.data.marking))}. Mark the thing exactly so, or have your marking approved.`,
    );
  return undefined;
};
