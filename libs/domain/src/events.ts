import type { CommitmentEvent } from './commitment.js';
import type { CorrectionEvent } from './correction.js';
import type { DisputeEvent } from './dispute.js';
import type { GrantEvent } from './grant.js';
import type { IssueEvent } from './issue.js';
import type { CheckpointEvent, LedgerEvent } from './ledger.js';
import type { MeasureEvent } from './measure.js';
import type { MeetingEvent } from './meeting.js';
import type { MinutesEvent } from './minutes.js';
import type { NegotiationEvent } from './negotiation.js';
import type { PartyEvent } from './party.js';
import type { PositionEvent } from './position.js';
import type { ProposalEvent } from './proposal.js';
import type { ApprovalEvent } from './marking-approval.js';
import type { MarkingEvent } from './record-marked.js';
import type { RepresentativeEvent } from './representative.js';
import type { StatementEvent } from './statement.js';

/** Facts, one union for each kind of thing. */
export type FactEvent =
  | NegotiationEvent
  | PartyEvent
  | RepresentativeEvent
  | IssueEvent
  | MeetingEvent
  | MinutesEvent
  | StatementEvent
  | PositionEvent
  | MeasureEvent
  | CommitmentEvent
  | ProposalEvent
  | DisputeEvent
  | GrantEvent
  | LedgerEvent
  | CheckpointEvent;

/** All events of the log. */
export type DomainEvent = FactEvent | CorrectionEvent | MarkingEvent | ApprovalEvent;
export type EventOf<Type extends DomainEvent['type']> = Extract<DomainEvent, { type: Type }>;
