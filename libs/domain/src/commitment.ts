import {
  type CommandsOf,
  type Decider,
  type EventsOf,
  onlyOnce,
  type Refusal,
  unknown,
  refuseField,
} from './decider.js';
import type { IssueId, MeetingId, PartyId, RepresentativeId } from './ids.js';
import type { PlannedTime } from './world-date.js';

export const COMMITMENT_STATUSES = ['open', 'fulfilled', 'disputed', 'released'] as const;
export type CommitmentStatus = (typeof COMMITMENT_STATUSES)[number];

// Events. Each party says for itself whether the pledge is kept.
export type CommitmentEvents = {
  /** A pledge that both sides made has both in `byIds`. */
  CommitmentMade: {
    byIds: readonly PartyId[];
    toIds?: readonly PartyId[];
    text: string;
    meetingId?: MeetingId;
    issueIds?: readonly IssueId[];
    due?: PlannedTime;
  };
  /** `figure` is verbatim, "only half"; `number` and `unit` where it can be counted. `reportedBy`: "another outlet". */
  ProgressReported: {
    text: string;
    figure?: string;
    number?: number;
    unit?: string;
    reportedById?: RepresentativeId;
    partyId?: PartyId;
    reportedBy?: string;
  };
  FulfilmentReported: { partyId: PartyId; text?: string };
  CommitmentDisputed: { partyId: PartyId; reason: string };
  CommitmentReleased: { partyId: PartyId; reason?: string };
};
export type CommitmentEvent = EventsOf<CommitmentEvents>;

// Commands
const records = {
  MakeCommitment: 'CommitmentMade',
  ReportProgress: 'ProgressReported',
  ReportFulfilment: 'FulfilmentReported',
  DisputeCommitment: 'CommitmentDisputed',
  ReleaseCommitment: 'CommitmentReleased',
} as const;
export type CommitmentCommand = CommandsOf<typeof records, CommitmentEvents>;

// State: which parties last said that it is fulfilled, and which released it.
export type Commitment = Readonly<{ fulfilledBy: ReadonlySet<PartyId>; releasedBy: ReadonlySet<PartyId> }>;

const make = ({ byIds }: CommitmentEvents['CommitmentMade']): Refusal | undefined =>
  byIds.length === 0
    ? refuseField('/byIds', 'commitment-by-nobody', 'Name at least one party that made the commitment in byIds.')
    : undefined;

const guard = (command: CommitmentCommand, state: Commitment): Refusal | undefined => {
  switch (command.type) {
    case 'MakeCommitment':
      return make(command.data);
    case 'ReportFulfilment':
      return onlyOnce('fulfilment-reported', state.fulfilledBy.has(command.data.partyId), 'the party disputed it');
    case 'ReleaseCommitment':
      return onlyOnce('commitment-released', state.releasedBy.has(command.data.partyId));
    // Figures that conflict stand side by side, and a party may dispute for more than one reason.
    case 'ReportProgress':
    case 'DisputeCommitment':
      return undefined;
    default:
      return unknown(command);
  }
};

const evolve = (state: Commitment, event: CommitmentEvent): Commitment => {
  switch (event.type) {
    case 'FulfilmentReported':
      return { ...state, fulfilledBy: new Set([...state.fulfilledBy, event.data.partyId]) };
    case 'CommitmentDisputed':
      return { ...state, fulfilledBy: new Set([...state.fulfilledBy].filter((id) => id !== event.data.partyId)) };
    case 'CommitmentReleased':
      return { ...state, releasedBy: new Set([...state.releasedBy, event.data.partyId]) };
    case 'CommitmentMade':
    case 'ProgressReported':
      return state;
    default:
      return unknown(event);
  }
};

export const commitment: Decider<Commitment, CommitmentCommand, CommitmentEvent> = {
  kind: 'commitment',
  records,
  opening: 'MakeCommitment',
  initial: { fulfilledBy: new Set(), releasedBy: new Set() },
  guard,
  evolve,
};
