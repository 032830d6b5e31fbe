import { CommitmentController } from './commitment.controller.js';
import { DisputeController } from './dispute.controller.js';
import { GrantController } from './grant.controller.js';
import { IssueController } from './issue.controller.js';
import { MeasureController } from './measure.controller.js';
import { MeetingController } from './meeting.controller.js';
import { MinutesController } from './minutes.controller.js';
import { NegotiationController } from './negotiation.controller.js';
import { PartyController } from './party.controller.js';
import { PositionController } from './position.controller.js';
import { ProposalController } from './proposal.controller.js';
import { RepresentativeController } from './representative.controller.js';
import { StatementController } from './statement.controller.js';

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
