import { OverviewController } from './read/routes/overview.controller.js';
import { TimelineController } from './read/routes/timeline.controller.js';
import { DiffController } from './audit/diff.controller.js';
import { TrailController } from './audit/trail.controller.js';
import { CommitmentsController } from './read/routes/commitments.controller.js';
import { MeetingsController } from './read/routes/meetings.controller.js';
import { MinutesController } from './read/routes/minutes.controller.js';
import { ProposalsController } from './read/routes/proposals.controller.js';
import { PositionsController } from './read/routes/positions.controller.js';
import { StatementsController } from './read/routes/statements.controller.js';
import { MeasuresController } from './read/routes/measures.controller.js';
import { ClimateController } from './read/routes/climate.controller.js';
import { DisputesController } from './read/routes/disputes.controller.js';
import { GrantsController } from './read/routes/grants.controller.js';

/** In the order of the OpenAPI document. */
export const readControllers = [
  OverviewController,
  TimelineController,
  CommitmentsController,
  MeetingsController,
  MinutesController,
  ProposalsController,
  PositionsController,
  StatementsController,
  MeasuresController,
  ClimateController,
  DisputesController,
  GrantsController,
  TrailController,
  DiffController,
];
