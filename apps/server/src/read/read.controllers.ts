import { OverviewController } from './routes/overview.controller.js';
import { TimelineController } from './routes/timeline.controller.js';
import { DiffController } from '../audit/diff.controller.js';
import { TrailController } from '../audit/trail.controller.js';
import { CommitmentsController } from './routes/commitments.controller.js';
import { MeetingsController } from './routes/meetings.controller.js';
import { MinutesController } from './routes/minutes.controller.js';
import { ProposalsController } from './routes/proposals.controller.js';
import { PositionsController } from './routes/positions.controller.js';
import { StatementsController } from './routes/statements.controller.js';
import { MeasuresController } from './routes/measures.controller.js';
import { ClimateController } from './routes/climate.controller.js';
import { DisputesController } from './routes/disputes.controller.js';
import { GrantsController } from './routes/grants.controller.js';

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
