import { CommitmentController } from './routes/commitment.js';
import { DisputeController } from './routes/dispute.js';
import { GrantController } from './routes/grant.js';
import { IssueController } from './routes/issue.js';
import { MeasureController } from './routes/measure.js';
import { MeetingController } from './routes/meeting.js';
import { MinutesController } from './routes/minutes.js';
import { NegotiationController } from './routes/negotiation.js';
import { PartyController } from './routes/party.js';
import { PositionController } from './routes/position.js';
import { ProposalController } from './routes/proposal.js';
import { RepresentativeController } from './routes/representative.js';
import { StatementController } from './routes/statement.js';

/** In the order of the OpenAPI document: each refers only to what stands before it. */
export const recordControllers = [
  NegotiationController,
  PartyController,
  RepresentativeController,
  IssueController,
  MeetingController,
  MinutesController,
  StatementController,
  PositionController,
  MeasureController,
  CommitmentController,
  ProposalController,
  DisputeController,
  GrantController,
];
