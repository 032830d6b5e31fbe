import { commitment, type CommitmentEvents } from '#domain/commitment.js';
import type { IssueId, MeetingId, PartyId, RepresentativeId } from '#domain/ids.js';
import type { PlannedTime } from '#domain/world-date.js';
import { commandRoutes } from '../command-routes.js';
import { ID } from '../../openapi/examples.js';
import { Fact, type Fields, OpeningFact, Planned, ReasonedFact } from '../../http/validation/fact.js';
import { Line, Nested, Quantity, Ref, Refs, Text } from '../../http/validation/fields.js';

const optional = { optional: true } as const;

class MakeCommitment extends OpeningFact implements Fields<CommitmentEvents['CommitmentMade']> {
  @Refs('party', { min: 1, description: 'The parties that made it' }) readonly byIds!: readonly PartyId[];
  @Refs('party', optional) readonly toIds?: readonly PartyId[];
  @Text() readonly text!: string;
  @Ref('meeting', { ...optional, description: 'The meeting where it was made' }) readonly meetingId?: MeetingId;
  @Refs('issue', optional) readonly issueIds?: readonly IssueId[];
  @Nested(() => Planned, optional) readonly due?: PlannedTime;
}

class ReportProgress extends Fact implements Fields<CommitmentEvents['ProgressReported']> {
  @Text() readonly text!: string;
  @Line({ ...optional, description: 'Verbatim: "only half"' }) readonly figure?: string;
  @Quantity({ ...optional, description: 'The figure as a number, if it has one' }) readonly number?: number;
  @Line(optional) readonly unit?: string;
  @Ref('representative', optional) readonly reportedById?: RepresentativeId;
  @Ref('party', optional) readonly partyId?: PartyId;
  @Line({ ...optional, description: 'Who reports it, if they are not recorded: "another outlet"' })
  readonly reportedBy?: string;
}

class ReportFulfilment extends Fact implements Fields<CommitmentEvents['FulfilmentReported']> {
  @Ref('party', { description: 'The party that calls it fulfilled' }) readonly partyId!: PartyId;
  @Text(optional) readonly text?: string;
}

class DisputeCommitment extends Fact implements Fields<CommitmentEvents['CommitmentDisputed']> {
  @Ref('party', { description: 'The party that disputes that it is kept' }) readonly partyId!: PartyId;
  @Text() readonly reason!: string;
}

class ReleaseCommitment extends ReasonedFact implements Fields<CommitmentEvents['CommitmentReleased']> {
  @Ref('party', { description: 'The party that no longer insists on it' }) readonly partyId!: PartyId;
}

export const commitmentRoutes = commandRoutes(commitment, {
  routes: {
    MakeCommitment: {
      path: 'negotiations/:negotiationId/commitments',
      dto: MakeCommitment,
      summary: 'Record a commitment: who made it, to whom, and by when',
      examples: {
        supplyMechanism: {
          id: ID.pledge,
          byIds: [ID.eu, ID.china],
          text: 'An “upgraded export supply mechanism” for rare earths',
          meetingId: ID.summit,
          issueIds: [ID.controls],
          occurredOn: '2025-07-24',
        },
      },
    },
    ReportProgress: {
      path: 'commitments/:id/progress',
      dto: ReportProgress,
      summary: 'Report progress on a commitment; conflicting reports are all kept',
      examples: {
        generalLicences: {
          text: 'Some general licences have been granted.',
          reportedById: ID.mofcom,
          partyId: ID.china,
          occurredOn: '2025-12-19',
        },
        anotherOutlet: {
          text: 'Of about 2,000 licence applications, only half have been dealt with.',
          figure: 'only half',
          reportedBy: 'another outlet',
          occurredOn: '2025-10-21',
        },
      },
    },
    ReportFulfilment: {
      path: 'commitments/:id/fulfilments',
      dto: ReportFulfilment,
      summary: 'Record that a party calls a commitment fulfilled',
      examples: { china: { partyId: ID.china, text: 'General licences are being granted.', occurredOn: '2025-12-19' } },
    },
    DisputeCommitment: {
      path: 'commitments/:id/disputes',
      dto: DisputeCommitment,
      summary: 'Record that a party disputes that a commitment is kept',
      examples: {
        europe: {
          partyId: ID.eu,
          reason: 'Only half of the licence applications have been dealt with.',
          occurredOn: '2025-10',
        },
      },
    },
    ReleaseCommitment: {
      path: 'commitments/:id/releases',
      dto: ReleaseCommitment,
      summary: 'Record that a party no longer insists on a commitment',
      examples: { europe: { partyId: ID.eu, reason: 'General licences take its place.', occurredOn: '2026' } },
    },
  },
});
